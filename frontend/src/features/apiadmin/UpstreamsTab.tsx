import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { getUpstreamsOptions, setUpstreamsMutation } from "@/client/@tanstack/react-query.gen";
import type { Api, Upstream, Upstreams } from "@/client/types.gen";
import { etag } from "@/lib/etag";
import { fieldErrors } from "@/lib/problem";
import { done } from "@/ui/notify";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { useApiChanged } from "./useApiChanged";

export function UpstreamsTab({ api }: { api: Api }) {
  const { data } = useSuspenseQuery(getUpstreamsOptions({ path: { api: api.slug } }));
  return <UpstreamsForm key={api.version} api={api} initial={data} />;
}

function UpstreamsForm({ api, initial }: { api: Api; initial: Upstreams }) {
  const { t } = useLingui();
  const changed = useApiChanged(api.slug);
  const [sandbox, setSandbox] = useState<Upstream>(initial.sandbox);
  const [live, setLive] = useState(initial.live?.url ?? "");
  const save = useMutation({
    ...setUpstreamsMutation(),
    onSuccess: async () => {
      done(t`Calls go to the new places`);
      await changed();
    },
  });
  const errors = fieldErrors(save.error);
  const submit = () => {
    const body: Upstreams = { sandbox, ...(live && { live: { kind: "http" as const, url: live } }) };
    save.mutate({ path: { api: api.slug }, headers: { "If-Match": etag(api.version) }, body });
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack maw={720}>
        <Panel title={t`Sandbox`}>
          <Radio.Group
            label={t`Who answers sandbox calls`}
            value={sandbox.kind}
            onChange={(kind) =>
              setSandbox(kind === "http" ? { kind: "http", url: sandbox.url ?? "" } : { kind: "mock" })
            }
          >
            <Stack gap="xs" mt="xs">
              <Radio
                value="mock"
                label={t`The portal`}
                description={t`From the document's examples, else made from its schemas. Nothing real happens.`}
              />
              <Radio value="http" label={t`A server of yours`} />
            </Stack>
          </Radio.Group>
          {sandbox.kind === "http" && (
            <TextInput
              mt="sm"
              type="url"
              label={t`Address of the sandbox server`}
              value={sandbox.url ?? ""}
              error={errors["sandbox.url"]}
              onChange={(event) => setSandbox({ kind: "http", url: event.currentTarget.value })}
            />
          )}
        </Panel>
        <Panel title={t`Live`}>
          <TextInput
            type="url"
            label={t`Address of the API`}
            description={t`Paths of the document are added to it. Leave it empty while there is no live API.`}
            value={live}
            error={errors["live.url"] ?? errors["live"]}
            onChange={(event) => setLive(event.currentTarget.value)}
          />
        </Panel>
        <ProblemAlert error={save.error} />
        <Group>
          <Button type="submit" loading={save.isPending}>
            <Trans>Save</Trans>
          </Button>
          <Text size="sm" c="dimmed">
            <Trans>The next call already uses it.</Trans>
          </Text>
        </Group>
      </Stack>
    </form>
  );
}
