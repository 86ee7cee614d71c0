import { useLingui } from "@lingui/react/macro";
import { Stack } from "@mantine/core";
import { FilterBar } from "./FilterBar";
import type { OnFilter, UsageFilter } from "./filter";
import { SeriesPanel } from "./SeriesPanel";
import { TopPanel } from "./TopPanel";

/** UsagePanel is charts and ranking of one filter: a person's, an app's, a token's or an API's. */
export function UsagePanel({ filter, onFilter }: { filter: UsageFilter; onFilter: OnFilter }) {
  const { t } = useLingui();
  return (
    <Stack>
      <FilterBar filter={filter} onFilter={onFilter} />
      <SeriesPanel filter={filter} title={t`Calls`} latency />
      <TopPanel filter={filter} />
    </Stack>
  );
}
