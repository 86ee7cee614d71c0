import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Radio, Stack, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { getUpstreamsOptions } from "@/client/@tanstack/react-query.gen";
import type { Api, Upstreams } from "@/client/types.gen";
import { etag } from "@/lib/etag";
import { fieldErrors } from "@/lib/problem";
import { EditConflict } from "@/ui/EditConflict";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { type Draft, errorsOf, isEmpty, toDraft, toUpstream } from "./upstreams/draft";
import { HealthStanding } from "./upstreams/HealthStanding";
import { spelled } from "./upstreams/spelled";
import { UpstreamFields } from "./upstreams/UpstreamFields";
import { useUpstreamsSave } from "./useUpstreamsSave";

type Stored = { data: Upstreams; tag: string };

export function UpstreamsTab({ api }: { api: Api }) {
  const { data } = useSuspenseQuery(getUpstreamsOptions({ path: { api: api.slug } }));
  // What somebody has begun to change stays on the screen, whatever is read meanwhile.
  const [pinned, setPinned] = useState<Stored>();
  const shown = pinned ?? { data, tag: etag(api.version) };
  return (
    <UpstreamsForm
      key={JSON.stringify(shown)}
      api={api}
      stored={shown}
      onTouch={() => setPinned(shown)}
      onSettled={() => setPinned(undefined)}
    />
  );
}

type Props = { api: Api; stored: Stored; onTouch: () => void; onSettled: () => void };

function UpstreamsForm({ api, stored, onTouch, onSettled }: Props) {
  const { t } = useLingui();
  const initial = stored.data;
  const [sandbox, writeSandbox] = useState(() => toDraft(initial.sandbox));
  // The portal answers live calls of samples, too, until somebody writes an address.
  const sampled = initial.live?.kind === "mock";
  const [live, writeLive] = useState<Draft>(() => ({ ...toDraft(initial.live), kind: "http" }));
  const { save, state, theirs, take } = useUpstreamsSave(api.slug, stored, onSettled);
  const setSandbox = (next: Draft) => {
    onTouch();
    writeSandbox(next);
  };
  const setLive = (next: Draft) => {
    onTouch();
    writeLive(next);
  };
  const errors = fieldErrors(state.error);
  const kept = isEmpty(live) ? sampled && ({ kind: "mock" } as const) : toUpstream(live);
  const body: Upstreams = { sandbox: toUpstream(sandbox), ...(kept && { live: kept }) };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save(body);
      }}
    >
      <Stack maw={720}>
        <Panel title={t`Sandbox`}>
          <HealthStanding api={api.slug} environment="sandbox" />
          <Radio.Group
            label={t`Who answers sandbox calls`}
            value={sandbox.kind}
            error={errors["sandbox.kind"]}
            onChange={(kind) => setSandbox({ ...sandbox, kind: kind === "http" ? "http" : "mock" })}
          >
            <Stack gap="xs" my="xs">
              <Radio
                value="mock"
                label={t`The portal`}
                description={t`From the document's examples, else made from its schemas. Nothing real happens.`}
              />
              <Radio value="http" label={t`A server of yours`} />
            </Stack>
          </Radio.Group>
          {sandbox.kind === "http" && (
            <UpstreamFields
              api={api.slug}
              environment="sandbox"
              label={t`Address of the sandbox server`}
              draft={sandbox}
              change={(part: Partial<Draft>) => setSandbox({ ...sandbox, ...part })}
              errors={errorsOf(errors, "sandbox")}
            />
          )}
        </Panel>
        <Panel title={t`Live`}>
          <HealthStanding api={api.slug} environment="live" />
          {isEmpty(live) && (
            <Text size="sm" c="dimmed" mb="sm">
              {sampled ? (
                <Trans>
                  The portal answers live calls from the document, as in the sandbox, until there is an address.
                </Trans>
              ) : (
                <Trans>
                  Live calls are refused while there is no address. Write it once the API may be called for real.
                </Trans>
              )}
            </Text>
          )}
          <UpstreamFields
            api={api.slug}
            environment="live"
            label={t`Address of the API`}
            draft={live}
            change={(part: Partial<Draft>) => setLive({ ...live, ...part })}
            errors={errorsOf(errors, "live")}
          />
        </Panel>
        {theirs ? (
          <EditConflict
            theirs={spelled(theirs.data)}
            mine={spelled(body)}
            busy={state.isPending}
            onMine={() => save(body)}
            onTheirs={() => void take()}
          />
        ) : (
          <>
            <ProblemAlert error={state.error} />
            <Group>
              <Button type="submit" loading={state.isPending}>
                <Trans>Save</Trans>
              </Button>
              <Text size="sm" c="dimmed">
                <Trans>The next call already uses it.</Trans>
              </Text>
            </Group>
          </>
        )}
      </Stack>
    </form>
  );
}
