import { useLingui } from "@lingui/react/macro";
import { NavLink, type NavLinkProps, Stack, Text } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { ComponentPropsWithRef } from "react";
import { useSession } from "@/lib/session";
import { navigationFor } from "./navigation";

type LinkProps = NavLinkProps & Omit<ComponentPropsWithRef<"a">, keyof NavLinkProps>;
const RouterNavLink = createLink((props: LinkProps) => <NavLink component="a" {...props} />);

const exact = new Set(["/", "/operate"]);

export function Navigation({ onNavigate }: { onNavigate: () => void }) {
  const { i18n } = useLingui();
  const sections = navigationFor(useSession());
  return (
    <Stack gap="md">
      {sections.map((section) => (
        <div key={section.items[0]?.to}>
          {section.label && (
            <Text size="xs" fw={600} c="dimmed" px="sm" pb={4}>
              {i18n._(section.label)}
            </Text>
          )}
          {section.items.map(({ to, label, icon: Icon }) => (
            <RouterNavLink
              key={to}
              to={to}
              label={i18n._(label)}
              leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
              onClick={onNavigate}
              activeOptions={{ exact: exact.has(to), includeSearch: false }}
              activeProps={{ active: true }}
              style={{ borderRadius: "var(--mantine-radius-md)" }}
            />
          ))}
        </div>
      ))}
    </Stack>
  );
}
