import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, Button, Group, Text, UnstyledButton } from "@mantine/core";
import { Method } from "@/ui/Method";
import { type Entry, forget, useHistory } from "./memory";

type Props = { shown: Entry | null; onShow: (entry: Entry | null) => void };

/** HistoryList lists the calls of this visit; they are kept in memory only. */
export function HistoryList({ shown, onShow }: Props) {
  const { t } = useLingui();
  const entries = useHistory();
  if (entries.length < 2 && entries[0]?.id === shown?.id) return null;
  const clear = () => {
    forget();
    onShow(null);
  };
  return (
    <section aria-label={t`Calls of this visit`}>
      <Group justify="space-between">
        <Text size="xs" fw={600}>
          <Trans>Calls of this visit</Trans>
        </Text>
        <Button size="compact-xs" variant="subtle" color="gray" onClick={clear}>
          <Trans>Forget them</Trans>
        </Button>
      </Group>
      {entries.slice(0, 8).map((entry) => (
        <UnstyledButton
          key={entry.id}
          w="100%"
          py={4}
          aria-pressed={entry.id === shown?.id}
          onClick={() => onShow(entry)}
        >
          <Group gap={6} wrap="nowrap">
            <Method method={entry.method} short />
            <Text size="xs" ff="monospace" truncate style={{ flex: 1 }} fw={entry.id === shown?.id ? 700 : 400}>
              {entry.path}
            </Text>
            <StatusBadge entry={entry} />
          </Group>
        </UnstyledButton>
      ))}
    </section>
  );
}

function StatusBadge({ entry: { outcome } }: { entry: Entry }) {
  const status = outcome.kind === "answer" ? outcome.status : 0;
  const color = status >= 500 || status === 0 ? "red" : status >= 400 ? "orange" : "green";
  return (
    <Badge size="xs" color={color} variant="light" radius="sm" style={{ flexShrink: 0 }}>
      {status || "–"}
    </Badge>
  );
}
