import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, NativeSelect, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { setRefresh } from "@/client/sdk.gen";
import type { Api, Refresh, RefreshRequest } from "@/client/types.gen";
import { tagged } from "@/lib/etag";
import { fieldErrors, toProblem } from "@/lib/problem";
import { done } from "@/ui/notify";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { refreshOptions } from "./care";
import { RefreshConflict } from "./RefreshConflict";
import { RefreshStanding } from "./RefreshStanding";
import { useApiChanged } from "./useApiChanged";
import { useCheckNow } from "./useCheckNow";
import { useSchedules } from "./useSchedules";

/** RefreshPanel says from where and how often the document is fetched again. */
export function RefreshPanel({ api }: { api: Api }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const changed = useApiChanged(api.slug);
  const schedules = useSchedules();
  const options = refreshOptions(api.slug);
  const { read, check, checking } = useCheckNow(api);
  const refresh = read.data;
  const form = useForm<RefreshRequest>({ initialValues: valuesOf(refresh) });
  // What the form began with, and its tag: a page that reads again must not let it write over what nobody saw.
  const [base, setBase] = useState(read);
  const same = isSame(base.data, refresh);
  const adopt = (now: typeof read) => {
    form.setInitialValues(valuesOf(now.data));
    form.setValues(valuesOf(now.data));
    setBase(now);
  };
  const save = useMutation({
    mutationFn: async ({ tag, body }: { tag: string; body: RefreshRequest }) =>
      tagged(await setRefresh({ path: { api: api.slug }, headers: { "If-Match": tag }, body })),
    onSuccess: async (saved) => {
      client.setQueryData(options.queryKey, saved);
      adopt(saved);
      done(t`Saved`);
      await changed();
    },
    onError: async (error, { body }) => {
      form.setErrors(fieldErrors(error));
      if (toProblem(error).status !== 412) return;
      const now = await client.fetchQuery({ ...options, staleTime: 0 });
      // Something else of the API was changed, so there is nothing to decide.
      if (isSame(base.data, now.data)) save.mutate({ tag: now.tag, body });
    },
  });
  const status = save.error ? toProblem(save.error).status : 0;
  const takeTheirs = () => {
    adopt(read);
    save.reset();
  };
  const follows = !same && !form.isDirty() && status !== 412;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each answer that an untouched form may follow.
  useEffect(() => {
    if (follows) adopt(read);
  }, [follows]);
  return (
    <Panel title={t`Fetch the document again`}>
      <form noValidate onSubmit={form.onSubmit((body) => save.mutate({ tag: same ? read.tag : base.tag, body }))}>
        <Text size="sm" mb="sm">
          <Trans>A document that has changed at its address becomes a draft. Nothing is published by itself.</Trans>
        </Text>
        <Group align="flex-start" gap="sm" mb="sm">
          <TextInput label={t`Address`} type="url" style={{ flex: "1 1 280px" }} {...form.getInputProps("url")} />
          <NativeSelect label={t`How often`} data={schedules} {...form.getInputProps("schedule")} />
        </Group>
        <RefreshStanding refresh={refresh} checking={checking} />
        {status === 412 ? (
          <RefreshConflict
            theirs={refresh}
            busy={save.isPending}
            onMine={() => save.mutate({ tag: read.tag, body: form.getValues() })}
            onTheirs={takeTheirs}
          />
        ) : (
          status !== 422 && <ProblemAlert error={save.error} />
        )}
        <Group mt="md">
          <Button type="submit" loading={save.isPending} disabled={status === 412}>
            <Trans>Save</Trans>
          </Button>
          <Button variant="default" disabled={!refresh.url} loading={checking} onClick={check}>
            <Trans>Check now</Trans>
          </Button>
        </Group>
      </form>
    </Panel>
  );
}

const valuesOf = ({ url, schedule }: Refresh): RefreshRequest => ({ url, schedule });
const isSame = (a: Refresh, b: Refresh) => a.url === b.url && a.schedule === b.schedule;
