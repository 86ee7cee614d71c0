import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus, IconRobot } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import type { App } from "@/client/types.gen";
import { EmptyState } from "@/ui/EmptyState";
import { TextLink } from "@/ui/links";
import { ClientPanel } from "./ClientPanel";
import { NewClientDialog } from "./NewClientDialog";
import { clientsOptions } from "./queries";
import { RevokedClients } from "./RevokedClients";

/** AppOAuth shows the OAuth clients of an app: one living one for each environment. */
export function AppOAuth({ app }: { app: App }) {
  const { t } = useLingui();
  const [opened, dialog] = useDisclosure(false);
  const { data } = useSuspenseQuery({ ...clientsOptions(app.id), refetchInterval: 15_000 });
  const living = data.items.filter((client) => client.state !== "revoked");
  const free = (["sandbox", "live"] as const).filter((name) => !living.some((client) => client.environment === name));
  const viewed = app.role === "viewer";
  const create = !viewed && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={dialog.open}>
      <Trans>Register a client</Trans>
    </Button>
  );
  return (
    <Stack>
      <Group justify="space-between">
        <Text size="sm" c="dimmed" maw="70ch">
          <Trans>
            An OAuth client trades its secret, or a proof by its own key, for access tokens that live for five minutes.{" "}
            <TextLink to="/guides/$guide" params={{ guide: "oauth" }} inherit>
              OAuth for machines
            </TextLink>{" "}
            shows how.
          </Trans>
        </Text>
        {living.length > 0 && free.length > 0 && create}
      </Group>
      {living.map((client) => (
        <ClientPanel key={client.id} client={client} role={app.role} />
      ))}
      {living.length === 0 && (
        <EmptyState icon={IconRobot} title={t`No OAuth client yet`} action={create}>
          {viewed ? (
            <Trans>No machine of this app uses short-lived tokens.</Trans>
          ) : (
            <Trans>Register one for each environment in which a machine of yours should use short-lived tokens.</Trans>
          )}
        </EmptyState>
      )}
      <RevokedClients clients={data.items.filter((client) => client.state === "revoked")} />
      {opened && <NewClientDialog app={app} free={free} onClose={dialog.close} />}
    </Stack>
  );
}
