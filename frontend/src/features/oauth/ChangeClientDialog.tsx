import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { updateOAuthClient } from "@/client/sdk.gen";
import type { OAuthClient, OAuthClientPatch } from "@/client/types.gen";
import { fieldErrors } from "@/lib/problem";
import { done } from "@/ui/notify";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { ClientFields, keySetOf } from "./ClientFields";
import { clientsChanged } from "./queries";

/** ChangeClientDialog changes scopes, networks, public keys and the binding of a client. */
export function ChangeClientDialog({ client, onClose }: { client: OAuthClient; onClose: () => void }) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const byKey = client.authMethod === "private_key_jwt";
  const [values, setValues] = useState({
    scopes: client.scopes,
    networks: client.networks,
    binding: client.binding,
    keySet: client.keySet ? JSON.stringify(client.keySet, null, 2) : "",
  });
  const [unreadable, setUnreadable] = useState(false);
  const change = useMutation({
    mutationFn: (body: OAuthClientPatch) =>
      updateOAuthClient({ path: { client: client.id }, headers: { "If-Match": `"${client.version}"` }, body }),
    onSuccess: async () => {
      await clientsChanged(queryClient, client.app);
      onClose();
      done(t`The client is changed`);
    },
  });
  const errors = fieldErrors(change.error);
  if (unreadable) errors["keySet"] = t`This is no JSON object.`;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const keySet = byKey ? keySetOf(values.keySet) : undefined;
    setUnreadable(keySet === null);
    if (keySet === null) return;
    const { scopes, networks, binding } = values;
    change.mutate(keySet ? { scopes, networks, binding, keySet } : { scopes, networks, binding });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t`Change the client`}
      size="lg"
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      <form onSubmit={submit} noValidate>
        <Stack>
          <ClientFields
            app={client.app}
            environment={client.environment}
            withKeySet={byKey}
            values={values}
            errors={errors}
            onChange={setValues}
          />
          <ProblemAlert error={change.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              <Trans>Cancel</Trans>
            </Button>
            <Button type="submit" loading={change.isPending}>
              <Trans>Save</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
