import { useLingui } from "@lingui/react/macro";
import { CloseButton, Group, SegmentedControl, Select, Text } from "@mantine/core";
import { type OnFilter, rangeOf, ranges, type UsageFilter } from "./filter";

type Props = { filter: UsageFilter; onFilter: OnFilter; children?: React.ReactNode };

/** FilterBar holds what every usage view can narrow: window and environment, and what else a link set. */
export function FilterBar({ filter, onFilter, children }: Props) {
  const { t, i18n } = useLingui();
  return (
    <Group gap="sm" align="flex-end">
      <SegmentedControl
        aria-label={t`Window`}
        size="xs"
        value={rangeOf(filter).key}
        onChange={(range) => onFilter({ range })}
        data={ranges.map(({ key, label }) => ({ value: key, label: i18n._(label) }))}
      />
      <Select
        aria-label={t`Environment`}
        size="xs"
        w={150}
        clearable
        clearButtonProps={{ "aria-label": t`Clear the environment` }}
        placeholder={t`Environment`}
        value={filter.environment ?? null}
        onChange={(environment) => onFilter({ environment: environment ?? undefined })}
        data={[
          { value: "sandbox", label: t`Sandbox` },
          { value: "live", label: t`Live` },
        ]}
      />
      <Select
        aria-label={t`Traffic`}
        size="xs"
        w={150}
        clearable
        clearButtonProps={{ "aria-label": t`Clear the traffic` }}
        placeholder={t`Traffic`}
        value={filter.traffic ?? null}
        onChange={(traffic) => onFilter({ traffic: traffic ?? undefined })}
        data={[
          { value: "apps", label: t`Apps' own tokens` },
          { value: "console", label: t`Console` },
        ]}
      />
      {children}
      {filter.token && <Chip label={t`Token`} value={filter.token} onClear={() => onFilter({ token: undefined })} />}
      {filter.operation && (
        <Chip label={t`Operation`} value={filter.operation} onClear={() => onFilter({ operation: undefined })} />
      )}
    </Group>
  );
}

function Chip({ label, value, onClear }: { label: string; value: string; onClear: () => void }) {
  const { t } = useLingui();
  return (
    <Group gap={4} wrap="nowrap">
      <Text size="sm" truncate maw={220}>
        {label}: {value}
      </Text>
      <CloseButton size="sm" aria-label={t`Remove the filter ${label}`} onClick={onClear} />
    </Group>
  );
}
