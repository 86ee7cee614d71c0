import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Card, Group, SimpleGrid, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { previewTerms } from "@/client/sdk.gen";
import type { Terms } from "@/client/types.gen";
import { fieldErrors } from "@/lib/problem";
import { LeaveGuard } from "@/ui/LeaveGuard";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { Prose } from "@/ui/Prose";
import { PublishConflict } from "./PublishConflict";
import { usePublish } from "./publish";
import { useStart } from "./start";

/** TermsForm writes the next version of the policy beside what people will read. */
export function TermsForm({ terms }: { terms: Terms }) {
  const { t } = useLingui();
  const start = useStart();
  const form = useForm({
    initialValues: { markdown: terms.markdown ?? "", summary: "", asks: true },
  });
  const { markdown } = form.values;
  const publish = usePublish();
  const { setErrors } = form;
  useEffect(() => {
    if (publish.error) setErrors(fieldErrors(publish.error));
  }, [publish.error, setErrors]);
  const [text] = useDebouncedValue(markdown, 300);
  const preview = useQuery({
    queryKey: ["terms", "preview", text],
    queryFn: async ({ signal }) => (await previewTerms({ body: { markdown: text }, signal })).data,
    enabled: text.trim() !== "",
    placeholderData: keepPreviousData,
    gcTime: 10_000,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const first = terms.version === 0;
  return (
    <form noValidate onSubmit={form.onSubmit((values) => publish.mutate({ version: terms.version, values }))}>
      <LeaveGuard dirty={form.isDirty() && !publish.isSuccess} />
      <Stack>
        <SimpleGrid cols={{ base: 1, lg: 2 }}>
          <Textarea
            label={t`Text of version ${terms.version + 1}`}
            description={t`Markdown, as in guides.`}
            required
            autosize
            minRows={14}
            maxRows={30}
            {...form.getInputProps("markdown")}
          />
          <Card withBorder padding="lg" component="section" aria-label={t`Preview`}>
            <ProblemAlert error={preview.error} />
            {text.trim() === "" ? (
              <Stack align="flex-start">
                <Text c="dimmed" size="sm">
                  <Trans>What you write appears here.</Trans>
                </Text>
                <Button variant="default" onClick={() => form.setFieldValue("markdown", start)}>
                  <Trans>Begin with an example</Trans>
                </Button>
              </Stack>
            ) : (
              preview.data && <Prose html={preview.data.html} />
            )}
          </Card>
        </SimpleGrid>
        {!first && (
          <>
            <TextInput
              label={t`What changes`}
              description={t`One sentence that people read before they accept.`}
              required
              maxLength={300}
              {...form.getInputProps("summary")}
            />
            <Switch
              label={t`Everybody has to accept this version`}
              description={t`Off for corrections that change nothing of what is asked.`}
              {...form.getInputProps("asks", { type: "checkbox" })}
            />
          </>
        )}
        <PublishConflict mine={markdown} publish={publish} values={form.values} />
        <Group>
          <Button type="submit" loading={publish.isPending}>
            <Trans>Publish version {terms.version + 1}</Trans>
          </Button>
          <Text size="sm" c="dimmed">
            <Trans>
              A published version is kept as it is. Until people accept one that asks, they can read but not change.
            </Trans>
          </Text>
        </Group>
      </Stack>
    </form>
  );
}
