import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Code, Text } from "@mantine/core";
import type { Leak } from "@/client/types.gen";
import { can, useMe } from "@/lib/session";
import type { Column } from "@/ui/DataList";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";
import { Holder } from "./Holder";
import { LeakActions } from "./LeakActions";

/** useLeakColumns shows a find: which token, where, what was done, and what is left to do. */
export function useLeakColumns(onAsk: (leak: Leak) => void): Column<Leak>[] {
  const { t } = useLingui();
  const me = useMe();
  const columns: Column<Leak>[] = [
    {
      key: "token",
      header: t`Token`,
      main: true,
      cell: (row) => (
        <div>
          <Holder leak={row} />
          <Text size="sm" c="dimmed">
            <Code>{row.hint}</Code>
          </Text>
        </div>
      ),
    },
    {
      key: "place",
      header: t`Found`,
      cell: (row) => (
        <div>
          <Place place={row.place} />
          <Text size="sm" c="dimmed">
            <Source source={row.source} />, <RelativeTime at={row.firstSeenAt} />
            {row.seen > 1 && (
              <>
                {" "}
                · <Plural value={row.seen} one="told # time" other="told # times" />
              </>
            )}
          </Text>
        </div>
      ),
    },
    {
      key: "outcome",
      header: t`What was done`,
      cell: (row) => (
        <div>
          <Outcome outcome={row.outcome} source={row.source} />
          {row.note && (
            <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
              {row.note}
            </Text>
          )}
        </div>
      ),
    },
  ];
  if (!can(me, "tokens:revoke-any")) return columns;
  return [
    ...columns,
    { key: "act", header: t`Standing`, cell: (row) => <LeakActions leak={row} onAsk={() => onAsk(row)} /> },
  ];
}

/** Place is what a stranger wrote: only a web address becomes a link, and one that tells the other side nothing. */
function Place({ place }: { place: string }) {
  if (!place) {
    return (
      <Text size="sm" c="dimmed">
        <Trans>The finder didn't say where</Trans>
      </Text>
    );
  }
  if (!/^https?:\/\/\S+$/.test(place)) {
    return (
      <Text size="sm" style={{ overflowWrap: "anywhere" }}>
        {place}
      </Text>
    );
  }
  return (
    <Anchor
      href={place}
      target="_blank"
      rel="noreferrer noopener nofollow"
      size="sm"
      style={{ overflowWrap: "anywhere" }}
    >
      {place}
    </Anchor>
  );
}

function Source({ source }: Pick<Leak, "source">) {
  switch (source) {
    case "github":
      return <Trans>by GitHub</Trans>;
    case "honey":
      return <Trans>by its use: it is a honey token</Trans>;
    default:
      return <Trans>by a finder</Trans>;
  }
}

function Outcome({ outcome, source }: Pick<Leak, "outcome" | "source">) {
  const { t } = useLingui();
  if (source === "honey") return <StateBadge state="high" label={t`Alarm raised`} />;
  switch (outcome) {
    case "revoked":
      return <StateBadge state="revoked" />;
    case "quarantined":
      return <StateBadge state="quarantined" />;
    case "over":
      return <StateBadge state="ended" label={t`Worked no more`} />;
    default:
      return <StateBadge state="pending" label={t`Owner told`} />;
  }
}
