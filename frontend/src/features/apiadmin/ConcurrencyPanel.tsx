import { Trans, useLingui } from "@lingui/react/macro";
import { NumberInput, SimpleGrid, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { getConcurrency, setConcurrency } from "@/client/sdk.gen";
import type { Concurrency, ConcurrencyBounds } from "@/client/types.gen";
import { tagged } from "@/lib/etag";
import { fieldErrors } from "@/lib/problem";
import { Panel } from "@/ui/Panel";
import { SaveSetting } from "./SaveSetting";
import { type Stored, useSettingSave } from "./useSettingSave";

const bounds = ({ calls, callsPerApp }: ConcurrencyBounds): Concurrency => ({ calls, callsPerApp });

/** ConcurrencyPanel bounds how many calls are in work at the API's servers at once. */
export function ConcurrencyPanel({ api, stored }: { api: string; stored: Stored<ConcurrencyBounds> }) {
  const { t } = useLingui();
  const [calls, setCalls] = useState(stored.data.calls);
  const [callsPerApp, setCallsPerApp] = useState(stored.data.callsPerApp);
  const path = { api };
  const setting = useSettingSave<Concurrency>({
    api,
    base: { ...stored, data: bounds(stored.data) },
    read: async () => {
      const now = tagged(await getConcurrency({ path }));
      return { ...now, data: bounds(now.data) };
    },
    write: (body, tag) => setConcurrency({ path, headers: { "If-Match": tag }, body }),
    word: () => t`The next call already follows it`,
  });
  const errors = fieldErrors(setting.state.error);
  const { callsMax, callsPerAppMax } = stored.data;
  return (
    <Panel title={t`Calls at once`}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setting.save({ calls, callsPerApp });
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
          <SaveSetting setting={setting} mine={{ calls, callsPerApp }} />
        </Stack>
      </form>
    </Panel>
  );
}
