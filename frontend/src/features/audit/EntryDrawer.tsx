import { useLingui } from "@lingui/react/macro";
import { Drawer, Stack } from "@mantine/core";
import type { AuditEntry } from "@/client/types.gen";
import { exactTime } from "@/lib/format";
import { CodeBlock } from "@/ui/CodeBlock";
import { CopyField } from "@/ui/CopyField";
import { Facts } from "@/ui/Facts";
import { StateBadge } from "@/ui/StateBadge";

/** EntryDrawer shows one record whole, with the hash that seals it. */
export function EntryDrawer({ entry, onClose }: { entry: AuditEntry | undefined; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <Drawer
      opened={entry !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={entry?.action ?? ""}
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      {entry && (
        <Stack>
          <Facts
            cols={2}
            facts={[
              { term: t`Record`, value: entry.seq },
              { term: t`Outcome`, value: <StateBadge state={entry.outcome} /> },
              { term: t`When`, value: exactTime(entry.at) },
              { term: t`Who`, value: [entry.actorName, entry.actor || entry.actorKind].filter(Boolean).join(" · ") },
              { term: t`What`, value: entry.object || "–" },
              { term: t`From`, value: entry.address || "–" },
              { term: t`With`, value: entry.userAgent || "–" },
            ]}
          />
          <CodeBlock code={JSON.stringify(entry.details, null, 2)} label={t`Details`} />
          {entry.requestId && <CopyField value={entry.requestId} label={t`Request`} />}
          <CopyField value={entry.hash} label={t`Hash`} />
        </Stack>
      )}
    </Drawer>
  );
}
