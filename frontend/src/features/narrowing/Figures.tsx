import { Trans, useLingui } from "@lingui/react/macro";
import { Group, SimpleGrid, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { LeastPrivilege } from "@/client/types.gen";
import { fullNumber } from "@/lib/format";
import { Breakable } from "@/ui/Breakable";
import { TextLink } from "@/ui/links";
import { Panel } from "@/ui/Panel";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";
import { Tiles } from "@/ui/Tiles";
import { shareOf } from "./share";

const shown = 8;

/** Figures are how many tokens hold too much, and which scopes and APIs that is. */
export function Figures({ figures }: { figures: LeastPrivilege }) {
  const { t } = useLingui();
  const { tokens, narrower, asked, kept, lookedAt, apis, scopes } = figures;
  const share = shareOf(narrower, tokens);
  return (
    <Stack>
      <Tiles
        tiles={[
          { label: t`Could be narrower`, value: narrower },
          {
            label: t`Of all that are old enough`,
            value: `${share} %`,
            hint: t`${fullNumber(narrower)} of ${fullNumber(tokens)} live tokens that are older than 30 days`,
          },
          { label: t`Owners are asked`, value: asked },
          { label: t`Kept, with a reason`, value: kept },
        ]}
      />
      <Text size="sm" c="dimmed">
        {lookedAt ? (
          <Trans>
            All tokens were last looked at <RelativeTime at={lookedAt} />.
          </Trans>
        ) : (
          <Trans>The first look at all tokens is under way.</Trans>
        )}
      </Text>
      {scopes.length > 0 && (
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
          <Panel title={t`Scopes that most hold without need`}>
            <Stack gap={6}>
              {scopes.slice(0, shown).map(({ name, risk, tokens: n }) => (
                <Line key={name} n={n} badge={risk && <StateBadge state={risk} />}>
                  <TextLink to="/operate/least-privilege" search={{ scope: name }} ff="monospace" size="sm">
                    <Breakable name={name} />
                  </TextLink>
                </Line>
              ))}
            </Stack>
          </Panel>
          <Panel title={t`By API`}>
            <Stack gap={6}>
              {apis.slice(0, shown).map(({ name, tokens: n }) => (
                <Line key={name} n={n}>
                  <TextLink to="/operate/least-privilege" search={{ api: name }} size="sm">
                    {name}
                  </TextLink>
                </Line>
              ))}
            </Stack>
          </Panel>
        </SimpleGrid>
      )}
    </Stack>
  );
}

function Line({ n, badge, children }: { n: number; badge?: ReactNode; children: ReactNode }) {
  return (
    <Group justify="space-between" gap="xs" wrap="nowrap" mih={26}>
      <div style={{ overflowWrap: "anywhere", minWidth: 0 }}>{children}</div>
      <Group gap="xs" wrap="nowrap">
        {badge}
        <Text size="sm" ta="right" miw={36} style={{ fontVariantNumeric: "tabular-nums" }}>
          {fullNumber(n)}
        </Text>
      </Group>
    </Group>
  );
}
