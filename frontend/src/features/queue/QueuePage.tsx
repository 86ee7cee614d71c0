import { Trans, useLingui } from "@lingui/react/macro";
import { Select, Stack } from "@mantine/core";
import { IconChecklist } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { requestsOptions } from "@/features/access/queries";
import { EmptyState } from "@/ui/EmptyState";
import { More } from "@/ui/More";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { PageSkeleton } from "@/ui/Skeletons";
import { stateWord } from "@/ui/words";
import { RequestCard } from "./RequestCard";

const route = getRouteApi("/operate/requests");

export function QueuePage() {
  const { t } = useLingui();
  const { state = "pending", app } = route.useSearch();
  const navigate = route.useNavigate();
  const filter = { ...(state !== "all" && { state }), ...(app && { app }) };
  const list = useInfiniteQuery({ ...requestsOptions(filter), placeholderData: keepPreviousData });
  const requests = list.data?.pages.flatMap((page) => page.items) ?? [];
  const states = ["pending", "approved", "partly", "denied", "withdrawn"] as const;
  return (
    <>
      <PageHeader
        title={t`Access requests`}
        lead={<Trans>Who asks for which access, why, and what to look at first.</Trans>}
      />
      <Select
        label={t`State`}
        w={220}
        mb="md"
        allowDeselect={false}
        data={[...states.map((value) => ({ value, label: stateWord(value) })), { value: "all", label: t`All` }]}
        value={state}
        onChange={(value) => {
          const next = [...states, "all" as const].find((known) => known === value);
          void navigate({ search: (s) => ({ ...s, state: next === "pending" ? undefined : next }), replace: true });
        }}
      />
      <ProblemAlert error={list.error} retry={() => void list.refetch()} />
      {list.isPending && <PageSkeleton />}
      {list.data && requests.length === 0 && (
        <EmptyState icon={IconChecklist} title={state === "pending" ? t`Nothing waits for you` : t`No such request`}>
          <Trans>
            When somebody asks for access to a plan that a person decides on, it appears here and in your inbox.
          </Trans>
        </EmptyState>
      )}
      <Stack component="ul" p={0} m={0} maw={1000} style={{ listStyle: "none" }}>
        {requests.map((request) => (
          <RequestCard key={request.id} request={request} />
        ))}
      </Stack>
      <More next={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
    </>
  );
}
