import { Trans, useLingui } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import type { EffectivePolicy } from "@/client/types.gen";
import { dayOf } from "@/lib/format";
import { DataList } from "@/ui/DataList";
import { usePolicyWords } from "./words";

/** EffectiveList shows what holds: each rule with its tightest value and the level that set it. */
export function EffectiveList({ policy }: { policy: EffectivePolicy }) {
  const { t } = useLingui();
  const { rule, value, place } = usePolicyWords();
  return (
    <DataList
      label={t`Rules that hold`}
      rows={policy.origins}
      rowKey={(origin) => origin.rule}
      columns={[
        { key: "rule", header: t`Rule`, main: true, cell: (origin) => rule(origin.rule) },
        {
          key: "value",
          header: t`Value`,
          cell: (origin) => (
            <Text size="sm" style={{ overflowWrap: "anywhere" }}>
              {value(origin.rule, policy)}
              {policy.freed
                .filter((freed) => freed.rule === origin.rule)
                .map((freed) => (
                  <Text key={freed.rule} span display="block" size="sm" c="dimmed">
                    <Trans>
                      By exception until {dayOf(freed.endsAt)}: {freed.reason}
                    </Trans>
                  </Text>
                ))}
            </Text>
          ),
        },
        {
          key: "from",
          header: t`Set by`,
          cell: (origin) => (
            <Text size="sm" {...(origin.level === "instance" ? { c: "dimmed" } : { fw: 600 })}>
              {place(origin)}
            </Text>
          ),
        },
      ]}
    />
  );
}
