import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, NumberInput, SimpleGrid, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { setConcurrencyMutation } from "@/client/@tanstack/react-query.gen";
import type { Api, ConcurrencyBounds } from "@/client/types.gen";
import { etag } from "@/lib/etag";
import { fieldErrors } from "@/lib/problem";
import { done } from "@/ui/notify";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { useApiChanged } from "./useApiChanged";

/** ConcurrencyPanel bounds how many calls are in work at the API's servers at once. */
export function ConcurrencyPanel({ api, initial }: { api: Api; initial: ConcurrencyBounds }) {
  const { t } = useLingui();
  const changed = useApiChanged(api.slug);
  const [calls, setCalls] = useState(initial.calls);
  const [callsPerApp, setCallsPerApp] = useState(initial.callsPerApp);
  const save = useMutation({
    ...setConcurrencyMutation(),
    onSuccess: async () => {
      done(t`The next call already follows it`);
      await changed();
    },
  });
  const errors = fieldErrors(save.error);
  const { callsMax, callsPerAppMax } = initial;
  return (
    <Panel title={t`Calls at once`}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const headers = { "If-Match": etag(api.version) };
          save.mutate({ path: { api: api.slug }, headers, body: { calls, callsPerApp } });
        }}
      >
        <Stack>
          <Text size="sm" c="dimmed">
            <Trans>
              How many calls each node of the gateway has open to your servers. One more is refused at once, with word
              to come back in a second, so that a caller who floods the API takes nothing from the others.
            </Trans>
          </Text>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <NumberInput
              label={t`Of all apps together`}
              description={t`0 takes the installation's ${callsMax}.`}
              min={0}
              max={callsMax}
              allowDecimal={false}
              value={calls}
              error={errors["calls"]}
              onChange={(value) => setCalls(Number(value))}
            />
            <NumberInput
              label={t`Of one app`}
              description={t`0 takes the installation's ${callsPerAppMax}.`}
              min={0}
              max={callsPerAppMax}
              allowDecimal={false}
              value={callsPerApp}
              error={errors["callsPerApp"]}
              onChange={(value) => setCallsPerApp(Number(value))}
            />
          </SimpleGrid>
          <ProblemAlert error={save.error} />
          <Group>
            <Button type="submit" loading={save.isPending}>
              <Trans>Save</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
