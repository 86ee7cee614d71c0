import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Alert, Group, List, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getTokenImpactOptions } from "@/client/@tanstack/react-query.gen";
import type { ImpactItem, TokenImpact } from "@/client/types.gen";
import { fullNumber } from "@/lib/format";
import { Facts } from "@/ui/Facts";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { RelativeTime } from "@/ui/RelativeTime";
import { BlockSkeleton } from "@/ui/Skeletons";

type Figures = Pick<TokenImpact, "calls" | "refused" | "lastSuccess" | "operations" | "networks">;

/** Impact shows what relies on a token, for whoever is about to stop it. Without it, stopping stays possible. */
export function Impact({ token }: { token: string }) {
  const impact = useQuery({ ...getTokenImpactOptions({ path: { token } }), staleTime: 0 });
  if (impact.isError) return <ProblemAlert error={impact.error} retry={() => void impact.refetch()} />;
  if (!impact.data) return <BlockSkeleton height={150} />;
  return <Relying impact={impact.data} people={[impact.data.owner, ...impact.data.contacts].join(", ")} />;
}

/** Relying words an impact; people are who has to know. */
export function Relying({ impact, people }: { impact: Figures; people: string }) {
  const { t } = useLingui();
  const busy = impact.calls > impact.refused;
  const { lastSuccess } = impact;
  return (
    <Alert
      color={busy ? "orange" : "gray"}
      variant="light"
      title={
        busy ? (
          <Plural
            value={impact.calls - impact.refused}
            one="# call in the last 24 hours would have failed"
            other="# calls in the last 24 hours would have failed"
          />
        ) : (
          <Trans>No call in the last 24 hours relied on this</Trans>
        )
      }
    >
      <Facts
        cols={2}
        facts={[
          {
            term: t`Last success`,
            value: lastSuccess ? (
              <>
                <RelativeTime at={lastSuccess.at} /> · {lastSuccess.operation} · {lastSuccess.network}
              </>
            ) : (
              t`none in 30 days`
            ),
          },
          { term: t`Owner`, value: people },
          ...(busy
            ? [
                { term: t`Operations`, value: <Counts items={impact.operations} /> },
                { term: t`Networks`, value: <Counts items={impact.networks} /> },
              ]
            : []),
        ]}
      />
    </Alert>
  );
}

const shown = 4;

function Counts({ items }: { items: ImpactItem[] }) {
  const more = items.length - shown;
  return (
    <Stack gap={0}>
      <List listStyleType="none" size="sm">
        {items.slice(0, shown).map(({ key, calls }) => (
          <List.Item key={key} styles={{ itemWrapper: { width: "100%" }, itemLabel: { flex: 1 } }}>
            <Group justify="space-between" gap="xs" wrap="nowrap">
              <span style={{ overflowWrap: "anywhere" }}>{key}</span>
              <span>{fullNumber(calls)}</span>
            </Group>
          </List.Item>
        ))}
      </List>
      {more > 0 && (
        <Text size="sm" c="dimmed">
          <Plural value={more} one="and # more" other="and # more" />
        </Text>
      )}
    </Stack>
  );
}
