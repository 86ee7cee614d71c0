import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Box, Card, Group, Stack, Text } from "@mantine/core";
import type { Generation, GenerationUse } from "@/client/types.gen";
import { Facts } from "@/ui/Facts";
import { RelativeTime } from "@/ui/RelativeTime";

type Props = { title: string; generation: Generation; use: GenerationUse | undefined; since: string | undefined };

/** SecretTraffic shows what still uses one of a token's secrets. */
export function SecretTraffic({ title, generation, use, since }: Props) {
  const { t } = useLingui();
  const names = (items: { key: string }[] = []) => items.map(({ key }) => key).join(", ");
  return (
    <Card withBorder padding="md" component="section" aria-label={title}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Text fw={600}>{title}</Text>
          <Text size="sm" ff="monospace">
            {generation.hint}
          </Text>
        </Group>
        {use && <Hours hours={use.hours} />}
        <Facts
          cols={2}
          facts={[
            {
              term: t`Last used`,
              value: use?.lastUsedAt ? (
                <RelativeTime at={use.lastUsedAt} />
              ) : since && Date.parse(since) <= Date.parse(generation.createdAt) ? (
                t`never`
              ) : since ? (
                <Trans>
                  not since <RelativeTime at={since} />
                </Trans>
              ) : (
                "–"
              ),
            },
            {
              term: t`Ends`,
              value: generation.pending ? (
                <Trans>waits for its first use</Trans>
              ) : (
                <RelativeTime at={generation.endsAt} fallback={t`with the token`} />
              ),
            },
            ...(use && use.calls > 0
              ? [
                  { term: t`Networks`, value: names(use.networks) },
                  { term: t`Programs`, value: names(use.agents) },
                ]
              : []),
          ]}
        />
      </Stack>
    </Card>
  );
}

/** Hours draws the calls of the last 24 hours as bars; the sentence under them says the sum. */
function Hours({ hours }: { hours: number[] }) {
  const most = Math.max(1, ...hours);
  const total = hours.reduce((sum, n) => sum + n, 0);
  const bars = hours.map((calls, index) => ({ hour: hours.length - index, calls }));
  return (
    <div>
      <Group h={48} gap={2} align="flex-end" wrap="nowrap" aria-hidden>
        {bars.map(({ hour, calls }) => (
          <Box
            key={hour}
            flex={1}
            h={calls === 0 ? 2 : `${Math.max(8, (100 * calls) / most)}%`}
            bg={calls === 0 ? "var(--mantine-color-default-border)" : "gate.6"}
          />
        ))}
      </Group>
      <Text size="sm" c="dimmed" mt={4}>
        <Plural value={total} one="# call in the last 24 hours" other="# calls in the last 24 hours" />
      </Text>
    </div>
  );
}
