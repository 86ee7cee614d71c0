import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, NativeSelect, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { getRefreshOptions, getRefreshQueryKey } from "@/client/@tanstack/react-query.gen";
import { refreshNow, setRefresh } from "@/client/sdk.gen";
import type { Api, RefreshRequest } from "@/client/types.gen";
import { fieldErrors } from "@/lib/problem";
import { done, failed } from "@/ui/notify";
import { Panel } from "@/ui/Panel";
import { RelativeTime } from "@/ui/RelativeTime";
import { useApiChanged } from "./useApiChanged";

/** RefreshPanel says from where and how often the document is fetched again. */
export function RefreshPanel({ api }: { api: Api }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const changed = useApiChanged(api.slug);
  const path = { api: api.slug };
  const { data: refresh } = useSuspenseQuery(getRefreshOptions({ path }));
  const form = useForm<RefreshRequest>({ initialValues: { url: refresh.url, schedule: refresh.schedule } });
  const save = useMutation({
    mutationFn: async (body: RefreshRequest) => (await setRefresh({ path, headers: { "If-Match": "*" }, body })).data,
    onSuccess: async (saved) => {
      client.setQueryData(getRefreshQueryKey({ path }), saved);
      done(t`Saved`);
      await changed();
    },
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  const now = useMutation({
    mutationFn: () => refreshNow({ path, body: {} }),
    onSuccess: async () => {
      done(t`The address is being looked at`);
      await client.invalidateQueries({ queryKey: getRefreshQueryKey({ path }) });
      await changed();
    },
    onError: failed,
  });
  const schedules = [
    { value: "off", label: t`Only by hand` },
    { value: "hourly", label: t`Every hour` },
    { value: "daily", label: t`Every day` },
    { value: "weekly", label: t`Every week` },
  ];
  const outcomes = { unchanged: t`nothing new`, changed: t`a new draft`, failed: t`no document there` };
  return (
    <Panel title={t`Fetch the document again`}>
      <form noValidate onSubmit={form.onSubmit((values) => save.mutate(values))}>
        <Text size="sm" mb="sm">
          <Trans>A document that has changed at its address becomes a draft. Nothing is published by itself.</Trans>
        </Text>
        <Group align="flex-start" gap="sm">
          <TextInput label={t`Address`} type="url" style={{ flex: "1 1 280px" }} {...form.getInputProps("url")} />
          <NativeSelect label={t`How often`} data={schedules} {...form.getInputProps("schedule")} />
        </Group>
        {refresh.checkedAt && refresh.outcome && (
          <Text size="sm" c="dimmed" mt="xs">
            <Trans>
              Looked at <RelativeTime at={refresh.checkedAt} />: {outcomes[refresh.outcome]}.
            </Trans>
          </Text>
        )}
        <Group mt="md">
          <Button type="submit" loading={save.isPending}>
            <Trans>Save</Trans>
          </Button>
          <Button variant="default" disabled={!refresh.url} loading={now.isPending} onClick={() => now.mutate()}>
            <Trans>Fetch it now</Trans>
          </Button>
        </Group>
      </form>
    </Panel>
  );
}
