import { Trans, useLingui } from "@lingui/react/macro";
import { SegmentedControl, Stack } from "@mantine/core";
import { IconGavel } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { listExceptions } from "@/client/sdk.gen";
import { pages } from "@/lib/pages";
import { EmptyState } from "@/ui/EmptyState";
import { More } from "@/ui/More";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { ExceptionCard } from "./ExceptionCard";

const route = getRouteApi("/operate/exceptions");

/** ExceptionsPage is where those who set policy decide on exceptions. */
export function ExceptionsPage() {
  const { t } = useLingui();
  const { state = "pending" } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery({
    ...pages(["policy", "exceptions", state], (cursor) =>
      listExceptions({ query: { ...(state !== "all" && { state }), ...(cursor && { cursor }) } }),
    ),
    placeholderData: keepPreviousData,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const states = [
    { value: "pending" as const, label: t`Waiting` },
    { value: "approved" as const, label: t`Approved` },
    { value: "all" as const, label: t`All` },
  ];
  return (
    <>
      <PageHeader
        title={t`Exceptions`}
        lead={<Trans>Apps that ask to be freed from a rule for a while. Nobody decides on their own.</Trans>}
      />
      <Stack>
        <div>
          <SegmentedControl
            aria-label={t`State`}
            data={states}
            value={state}
            onChange={(value) => {
              const picked = states.find((one) => one.value === value)?.value;
              void navigate({ search: picked && picked !== "pending" ? { state: picked } : {}, replace: true });
            }}
          />
        </div>
        <ProblemAlert error={list.error} />
        {list.isSuccess && items.length === 0 && (
          <EmptyState icon={IconGavel} title={t`Nothing here`}>
            <Trans>Owners ask for an exception on the Policy tab of their app.</Trans>
          </EmptyState>
        )}
        <Stack component="ul" gap="xs" p={0} m={0} maw={860} style={{ listStyle: "none" }}>
          {items.map((exception) => (
            <ExceptionCard key={exception.id} exception={exception} decides />
          ))}
        </Stack>
        <More next={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
      </Stack>
    </>
  );
}
