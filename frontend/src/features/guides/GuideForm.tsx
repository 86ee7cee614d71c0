import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Card, Group, NumberInput, SimpleGrid, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDeferredValue, useEffect } from "react";
import type { Guide, GuideRequest } from "@/client/types.gen";
import { fieldErrors } from "@/lib/problem";
import { Markdown } from "@/ui/Markdown";
import { ProblemAlert } from "@/ui/ProblemAlert";

type Values = GuideRequest & { slug: string };
type Props = { guide: Guide | undefined; busy: boolean; error: unknown; onSubmit: (values: Values) => void };

/** GuideForm edits a guide's Markdown beside a preview of it. */
export function GuideForm({ guide, busy, error, onSubmit }: Props) {
  const { t } = useLingui();
  const form = useForm<Values>({
    initialValues: {
      slug: guide?.slug ?? "",
      title: guide?.title ?? "",
      summary: guide?.summary ?? "",
      order: guide?.order ?? 100,
      markdown: guide?.markdown ?? "",
    },
  });
  const { setErrors } = form;
  useEffect(() => {
    if (error) setErrors(fieldErrors(error));
  }, [error, setErrors]);
  const preview = useDeferredValue(form.values.markdown);
  return (
    <form noValidate onSubmit={form.onSubmit(onSubmit)}>
      <Stack>
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          <TextInput label={t`Title`} required {...form.getInputProps("title")} />
          {!guide && (
            <TextInput
              label={t`Slug`}
              description={t`The guide's name in its address.`}
              required
              {...form.getInputProps("slug")}
            />
          )}
          <TextInput label={t`Summary`} {...form.getInputProps("summary")} />
          <NumberInput
            label={t`Place in the list`}
            description={t`Smaller comes first.`}
            {...form.getInputProps("order")}
          />
        </SimpleGrid>
        <SimpleGrid cols={{ base: 1, lg: 2 }}>
          <Textarea
            label={t`Text`}
            description={t`Markdown`}
            required
            autosize
            minRows={18}
            maxRows={40}
            styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
            {...form.getInputProps("markdown")}
          />
          <Card withBorder padding="lg" component="section" aria-label={t`Preview`} style={{ minWidth: 0 }}>
            {preview ? (
              <Markdown text={preview} />
            ) : (
              <Text c="dimmed">
                <Trans>What you write appears here.</Trans>
              </Text>
            )}
          </Card>
        </SimpleGrid>
        <ProblemAlert error={error} />
        <Group>
          <Button type="submit" loading={busy}>
            <Trans>Save the guide</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
