import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Input, Modal, Radio, SegmentedControl, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { createOAuthClientMutation } from "@/client/@tanstack/react-query.gen";
import type { App, OAuthClient } from "@/client/types.gen";
import { fieldErrors } from "@/lib/problem";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { stateWord } from "@/ui/words";
import { ClientFields, type ClientValues, keySetOf } from "./ClientFields";
import { Made } from "./Made";
import { clientsChanged } from "./queries";

type Environment = OAuthClient["environment"];
type Props = { app: App; free: Environment[]; onClose: () => void };

const start: ClientValues = { scopes: [], networks: [], keySet: "", binding: "none" };

/** NewClientDialog registers a client in an environment that has none, and shows its secret the only time. */
export function NewClientDialog({ app, free, onClose }: Props) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const [environment, setEnvironment] = useState<Environment>(free[0] ?? "sandbox");
  const [method, setMethod] = useState<OAuthClient["authMethod"]>("client_secret_basic");
  const [values, setValues] = useState(start);
  const [unreadable, setUnreadable] = useState(false);
  const create = useMutation({
    ...createOAuthClientMutation(),
    gcTime: 0,
    onSuccess: () => clientsChanged(queryClient, app.id),
  });
  const byKey = method === "private_key_jwt";
  const errors = fieldErrors(create.error);
  if (unreadable) errors["keySet"] = t`This is no JSON object.`;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const keySet = byKey ? keySetOf(values.keySet) : undefined;
    setUnreadable(keySet === null);
    if (keySet === null) return;
    const { scopes, networks, binding } = values;
    const body = { environment, authMethod: method, scopes, networks, binding };
    create.mutate({ path: { app: app.id }, body: keySet ? { ...body, keySet } : body });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={create.data ? t`The client is registered` : t`Register an OAuth client`}
      size="lg"
      closeOnClickOutside={!create.data}
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      {create.data ? (
        <Made made={create.data} onClose={onClose} />
      ) : (
        <form onSubmit={submit} noValidate>
          <Stack>
            <Input.Wrapper label={t`Environment`} labelElement="div" error={errors["environment"]}>
              <div>
                <SegmentedControl
                  aria-label={t`Environment`}
                  mt={6}
                  value={environment}
                  onChange={(value) => {
                    setEnvironment(value === "live" ? "live" : "sandbox");
                    setValues({ ...values, scopes: [] });
                  }}
                  data={free.map((value) => ({ value, label: stateWord(value) }))}
                />
              </div>
            </Input.Wrapper>
            <Radio.Group
              label={t`How it authenticates`}
              value={method}
              onChange={(value) => setMethod(value === "private_key_jwt" ? value : "client_secret_basic")}
            >
              <Stack gap="xs" mt="xs">
                <Radio
                  value="client_secret_basic"
                  label={t`By a secret`}
                  description={t`The portal makes it and shows it once.`}
                />
                <Radio
                  value="private_key_jwt"
                  label={t`By its own key`}
                  description={t`It signs short assertions; the portal knows the public key only.`}
                />
              </Stack>
            </Radio.Group>
            <ClientFields
              app={app.id}
              environment={environment}
              withKeySet={byKey}
              values={values}
              errors={errors}
              onChange={setValues}
            />
            <ProblemAlert error={create.error} />
            <Group justify="flex-end">
              <Button type="submit" loading={create.isPending}>
                <Trans>Register the client</Trans>
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
