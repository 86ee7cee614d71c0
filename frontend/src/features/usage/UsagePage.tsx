import { Trans, useLingui } from "@lingui/react/macro";
import { Select, Stack } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { appsOptions } from "@/features/apps/queries";
import { LinkTabs } from "@/ui/LinkTabs";
import { PageHeader } from "@/ui/PageHeader";
import { CallLog } from "./CallLog";
import { UsagePanel } from "./UsagePanel";

const route = getRouteApi("/usage");

export function UsagePage() {
  const { t } = useLingui();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { tab = "charts", ...filter } = search;
  const apps = useInfiniteQuery(appsOptions).data?.pages.flatMap((page) => page.items) ?? [];
  const onFilter = (change: Record<string, string | undefined>) =>
    void navigate({ search: { ...search, ...change }, replace: true });
  return (
    <>
      <PageHeader
        title={t`Usage`}
        lead={<Trans>What your apps called, how fast it was, and what was refused.</Trans>}
      />
      <Stack>
        {apps.length > 0 && (
          <Select
            label={t`App`}
            maw={320}
            clearable
            clearButtonProps={{ "aria-label": t`Clear the app` }}
            placeholder={t`All apps`}
            value={filter.app ?? null}
            onChange={(app) => onFilter({ app: app ?? undefined })}
            data={apps.map((app) => ({ value: app.id, label: app.name }))}
          />
        )}
        <LinkTabs
          value={tab}
          label={t`Views`}
          onChange={(next) => void navigate({ search: { ...search, tab: next }, replace: true })}
          tabs={[
            { value: "charts", label: t`Charts` },
            { value: "calls", label: t`Calls` },
          ]}
        >
          {tab === "charts" ? (
            <UsagePanel filter={filter} onFilter={onFilter} />
          ) : (
            <CallLog filter={filter} onFilter={onFilter} />
          )}
        </LinkTabs>
      </Stack>
    </>
  );
}
