import { Trans, useLingui } from "@lingui/react/macro";
import { Burger, Group, Indicator, Text, UnstyledButton } from "@mantine/core";
import { IconBell } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useSession } from "@/lib/session";
import { Logo } from "@/ui/Logo";
import { ButtonLink, IconLink } from "@/ui/links";
import { PersonMenu } from "./PersonMenu";
import { SearchOpener } from "./SearchOpener";
import { ThemeToggle } from "./ThemeToggle";

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
          <>
            <Indicator disabled={me.unreadNotices === 0} label={me.unreadNotices} size={16} offset={5} color="red.8">
              <IconLink
                to="/inbox"
                aria-label={t`Inbox, ${me.unreadNotices} unread`}
                variant="subtle"
                color="gray"
                size="lg"
              >
                <IconBell size={20} stroke={1.6} aria-hidden />
              </IconLink>
            </Indicator>
            <PersonMenu me={me} />
          </>
        ) : (
          <ButtonLink to="/sign-in" size="xs">
            <Trans>Sign in</Trans>
          </ButtonLink>
        )}
      </Group>
    </Group>
  );
}
