import { Trans, useLingui } from "@lingui/react/macro";
import { Box, Burger, Group, Text, UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useSession } from "@/lib/session";
import { Logo } from "@/ui/Logo";
import { ButtonLink } from "@/ui/links";
import { SearchOpener } from "./SearchOpener";
import { ThemeToggle } from "./ThemeToggle";

const PersonBar = lazy(() => import("./PersonBar"));

type Props = { opened: boolean; toggle: () => void; name: string };

export function TopBar({ opened, toggle, name }: Props) {
  const { t } = useLingui();
  const me = useSession();
  return (
    <Group h="100%" px="md" justify="space-between" wrap="nowrap" gap="xs">
      <Group gap="xs" wrap="nowrap" style={{ minWidth: 0 }}>
        <Burger
          opened={opened}
          onClick={toggle}
          hiddenFrom="md"
          size="sm"
          aria-label={t`Navigation`}
          aria-expanded={opened}
        />
        <UnstyledButton renderRoot={(props) => <Link to="/" {...props} />}>
          <Group gap={8} wrap="nowrap">
            <Logo />
            <Text fw={700} truncate visibleFrom="xs">
              {name}
            </Text>
            <span className="visually-hidden">{t`Home`}</span>
          </Group>
        </UnstyledButton>
      </Group>
      <Group gap={6} wrap="nowrap">
        <SearchOpener />
        <ThemeToggle />
        {me ? (
          <Suspense fallback={<Box w={72} />}>
            <PersonBar me={me} />
          </Suspense>
        ) : (
          <ButtonLink to="/sign-in" size="xs">
            <Trans>Sign in</Trans>
          </ButtonLink>
        )}
      </Group>
    </Group>
  );
}
