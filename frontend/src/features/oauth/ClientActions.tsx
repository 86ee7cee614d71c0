import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import type { OAuthClient } from "@/client/types.gen";
import { can, useMe } from "@/lib/session";
import { AddSecretDialog } from "./AddSecretDialog";
import { ChangeClientDialog } from "./ChangeClientDialog";
import { type End, EndDialog } from "./EndDialog";
import { TestDialog } from "./test/TestDialog";

type Act = "test" | "secret" | "change" | End;

/** ClientActions offers what can be done with a living client. */
export function ClientActions({ client, own }: { client: OAuthClient; own: boolean }) {
  const { t } = useLingui();
  const [act, setAct] = useState<Act | undefined>();
  const close = () => setAct(undefined);
  const withSecret = client.authMethod === "client_secret_basic";
  const held = client.suspension;
  const me = useMe();
  const operates = !own && can(me, "tokens:revoke-any");
  const resumes = held && (!held.operator || operates);
  // An operator's suspension goes over another one, but not over an operator's.
  const suspends = !held || (!held.operator && operates);
  return (
    <>
      {resumes && (
        <Button size="xs" variant="default" onClick={() => setAct("resume")}>
          <Trans>Resume</Trans>
        </Button>
      )}
      {!held && (
        <Button size="xs" variant="default" onClick={() => setAct("test")}>
          <Trans>Test it</Trans>
        </Button>
      )}
      {withSecret && (
        <Button size="xs" variant="default" disabled={client.secrets.length >= 2} onClick={() => setAct("secret")}>
          <Trans>Add a secret</Trans>
        </Button>
      )}
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label={t`More about the client`}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setAct("change")}>
            <Trans>Change</Trans>
          </Menu.Item>
          <Menu.Item onClick={() => setAct("tokens")}>
            <Trans>End its access tokens</Trans>
          </Menu.Item>
          {suspends && (
            <Menu.Item onClick={() => setAct("suspend")}>
              {held ? <Trans>Suspend as an operator</Trans> : <Trans>Suspend</Trans>}
            </Menu.Item>
          )}
          <Menu.Item c="var(--mantine-color-error)" onClick={() => setAct("revoke")}>
            <Trans>Revoke the client</Trans>
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {act === "test" && <TestDialog client={client} onClose={close} />}
      {act === "secret" && <AddSecretDialog client={client} onClose={close} />}
      {act === "change" && <ChangeClientDialog client={client} onClose={close} />}
      {(act === "tokens" || act === "revoke" || act === "suspend" || act === "resume") && (
        <EndDialog client={client} act={act} onClose={close} />
      )}
    </>
  );
}
