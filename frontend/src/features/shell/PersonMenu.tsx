import { Trans, useLingui } from "@lingui/react/macro";
import { Avatar, Menu, Text, UnstyledButton } from "@mantine/core";
import { IconKey, IconLogout, IconUser } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { signOutMutation } from "@/client/@tanstack/react-query.gen";
import type { Me } from "@/client/types.gen";
import { keepCSRF } from "@/lib/csrf";
import { sessionOptions } from "@/lib/session";

export function PersonMenu({ me }: { me: Me }) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const signOut = useMutation({
    ...signOutMutation(),
    onSettled: async () => {
      keepCSRF("");
      queryClient.clear();
      queryClient.setQueryData(sessionOptions.queryKey, null);
      await navigate({ to: "/sign-in" });
    },
  });
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton>
          <Avatar name={me.account.name} color="gate" radius="xl" size={32} aria-hidden />
          <span className="visually-hidden">{t`Your account: ${me.account.name}`}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="var(--mantine-color-text)" truncate>
            {me.account.name}
          </Text>
          <Text size="xs" truncate>
            {me.account.email}
          </Text>
        </Menu.Label>
        <Menu.Item
          renderRoot={(props) => <Link to="/account" {...props} />}
          leftSection={<IconUser size={16} aria-hidden />}
        >
          <Trans>Account</Trans>
        </Menu.Item>
        <Menu.Item
          renderRoot={(props) => <Link to="/account" search={{ tab: "passkeys" }} {...props} />}
          leftSection={<IconKey size={16} aria-hidden />}
        >
          <Trans>Passkeys and recovery</Trans>
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => signOut.mutate({})}>
          <Trans>Sign out</Trans>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
