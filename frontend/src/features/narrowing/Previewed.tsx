import { Plural, Trans } from "@lingui/react/macro";
import { Alert, Code, Group, Stack, Text } from "@mantine/core";
import type { CampaignFilter, CampaignPreview } from "@/client/types.gen";
import { fullNumber } from "@/lib/format";
import { StateBadge } from "@/ui/StateBadge";
import { stateWord } from "@/ui/words";

const shown = 5;

/** Previewed says what a campaign would ask of whom, and whom it leaves alone. */
export function Previewed({ preview, filter }: { preview: CampaignPreview; filter: CampaignFilter }) {
  const { tokens, owners, ofMachines, asked, kept, scopes } = preview;
  if (preview.tooMany) {
    return (
      <Alert color="orange" variant="light">
        <Trans>
          {fullNumber(tokens)} tokens match, and a campaign asks about at most 10,000. Close this and begin with one
          API, one scope or the highest risk.
        </Trans>
      </Alert>
    );
  }
  const left = scopes.length - shown;
  const narrowed = [filter.api, filter.scope, filter.risk && stateWord(filter.risk), filter.owner].filter(Boolean);
  return (
    <Stack gap={6}>
      <Text fw={600}>
        <Plural value={tokens} one="# token" other="# tokens" />
        {", "}
        <Plural value={owners} one="of # owner" other="of # owners" />
      </Text>
      <Text size="sm" style={{ overflowWrap: "anywhere" }}>
        {narrowed.length > 0 ? (
          <Trans>As the filters of the page say: {narrowed.join(", ")}.</Trans>
        ) : (
          <Trans>All that could be narrower. Close this and use the filters of the page to ask about fewer.</Trans>
        )}
      </Text>
      {scopes.slice(0, shown).map((scope) => (
        <Group key={scope.name} gap="xs" justify="space-between" wrap="nowrap">
          <Code style={{ overflowWrap: "anywhere" }}>{scope.name}</Code>
          <Group gap="xs" wrap="nowrap">
            {scope.risk && <StateBadge state={scope.risk} />}
            <Text size="sm">{scope.tokens}</Text>
          </Group>
        </Group>
      ))}
      {left > 0 && (
        <Text size="sm" c="dimmed">
          <Plural value={left} one="and # more scope" other="and # more scopes" />
        </Text>
      )}
      {asked + kept > 0 && (
        <Text size="sm" c="dimmed">
          <Trans>
            Left out: {asked} that another campaign asks about, {kept} whose owners gave a reason.
          </Trans>
        </Text>
      )}
      {ofMachines > 0 && (
        <Text size="sm" c="dimmed">
          <Plural
            value={ofMachines}
            one="# belongs to an operator token: nobody is told of it."
            other="# belong to operator tokens: nobody is told of them."
          />
        </Text>
      )}
    </Stack>
  );
}
