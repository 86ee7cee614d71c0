import { Trans, useLingui } from "@lingui/react/macro";
import { Card, Group, NativeSelect, Text } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { CodeBlock } from "@/ui/CodeBlock";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { BlockSkeleton } from "@/ui/Skeletons";
import { samplesOptions } from "./queries";
import { useReference } from "./useReference";

/** SamplePanel shows the call in the language that the reader picked last; the token comes from the environment. */
export function SamplePanel({ operation }: { operation: string }) {
  const { t } = useLingui();
  const { place } = useReference();
  const [language, setLanguage] = useLocalStorage({ key: "gatehouse.sample-language", defaultValue: "curl" });
  const samples = useQuery(samplesOptions(place, operation));
  if (samples.isPending) return <BlockSkeleton height={180} />;
  if (samples.isError) return <ProblemAlert error={samples.error} retry={() => void samples.refetch()} />;
  const all = samples.data.samples;
  const sample = all.find((candidate) => candidate.language === language) ?? all[0];
  if (!sample) return null;
  return (
    <Card withBorder padding="sm" component="section" aria-label={t`Code sample`} style={{ flexShrink: 0 }}>
      <Group justify="space-between" mb="xs" gap="xs">
        <Text fw={600} size="sm">
          <Trans>Call it</Trans>
        </Text>
        <NativeSelect
          aria-label={t`Language`}
          size="xs"
          w={150}
          data={all.map((candidate) => ({ value: candidate.language, label: candidate.label }))}
          value={sample.language}
          onChange={(event) => setLanguage(event.currentTarget.value)}
        />
      </Group>
      <CodeBlock code={sample.code} label={t`Call with ${sample.label}`} />
      <Text size="xs" c="dimmed" mt="xs">
        <Trans>It reads your token from the environment variable GATEHOUSE_TOKEN.</Trans>
      </Text>
    </Card>
  );
}
