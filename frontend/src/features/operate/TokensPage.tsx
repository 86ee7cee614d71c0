import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconDownload, IconFileUpload, IconKey, IconTrash } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { listTokens } from "@/client/sdk.gen";
import type { Token } from "@/client/types.gen";
import { QuarantineDialog } from "@/features/tokens/QuarantineDialog";
import { ReasonDialog } from "@/features/tokens/ReasonDialog";
import { pages } from "@/lib/pages";
import { stringifySearch } from "@/lib/search";
import { can, useMe } from "@/lib/session";
import { DataList } from "@/ui/DataList";
import { EmptyState } from "@/ui/EmptyState";
import { ButtonLink } from "@/ui/links";
import { More } from "@/ui/More";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { PageSkeleton } from "@/ui/Skeletons";
import { BulkRevokeDialog } from "./BulkRevokeDialog";
import { SavedViews } from "./SavedViews";
import { TokenFilters } from "./TokenFilters";
import { useTokenColumns } from "./tokenColumns";

const route = getRouteApi("/operate/tokens");

export function TokensPage() {
  const { t } = useLingui();
  const me = useMe();
  const search = route.useSearch();
  const client = useQueryClient();
  const [open, setOpen] = useState<{ act: "revoke" | "quarantine"; token: Token } | "all" | undefined>();
  const close = () => {
    setOpen(undefined);
    void client.invalidateQueries({ queryKey: ["tokens"] });
  };
  const list = useInfiniteQuery({
    ...pages(["tokens", "all", search], (cursor) => listTokens({ query: { ...search, cursor } })),
    placeholderData: keepPreviousData,
  });
  const mayRevoke = can(me, "tokens:revoke-any");
  const columns = useTokenColumns(mayRevoke ? (token) => setOpen({ act: "revoke", token }) : undefined);
  const [applied, setApplied] = useState(0);
  const { state, order, ...others } = search;
  const living = state !== "revoked" && state !== "expired" ? state : undefined;
  const filter = { ...others, ...(living && { state: living }) };
  const narrowed = [state, ...Object.values(others)].some((value) => value !== undefined);
  return (
    <>
      <PageHeader
        title={t`All tokens`}
        lead={<Trans>Every token of every app, without its secret.</Trans>}
        actions={
          <>
            <SavedViews
              filter={{ ...others, ...(state && { state }) }}
              order={order}
              onApply={() => setApplied((n) => n + 1)}
            />
            {can(me, "tokens:import") && (
              <ButtonLink
                to="/operate/tokens/import"
                variant="default"
                leftSection={<IconFileUpload size={16} aria-hidden />}
              >
                <Trans>Import</Trans>
              </ButtonLink>
            )}
            <Button
              component="a"
              href={`/api/v1/tokens.csv${stringifySearch(search)}`}
              download
              variant="default"
              leftSection={<IconDownload size={16} aria-hidden />}
            >
              <Trans>CSV</Trans>
            </Button>
            {mayRevoke && state === living && narrowed && (
              <Button
                color="red"
                variant="outline"
                leftSection={<IconTrash size={16} aria-hidden />}
                onClick={() => setOpen("all")}
              >
                <Trans>Revoke all that match</Trans>
              </Button>
            )}
          </>
        }
      />
      <TokenFilters key={applied} />
      <ProblemAlert error={list.error} retry={() => void list.refetch()} />
      {list.isPending ? (
        <PageSkeleton />
      ) : (
        <DataList
          label={t`Tokens`}
          rows={list.data?.pages.flatMap((page) => page.items) ?? []}
          columns={columns}
          rowKey={(token) => token.id}
          empty={
            <EmptyState icon={IconKey} title={t`No token matches`}>
              {narrowed ? (
                <Trans>Take away some of the filters above to see more.</Trans>
              ) : (
                <Trans>Developers make tokens for their apps; each appears here with its risk and last use.</Trans>
              )}
            </EmptyState>
          }
        />
      )}
      <More next={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
      {open === "all" && <BulkRevokeDialog filter={filter} onClose={close} />}
      {typeof open === "object" && open.act === "revoke" && (
        <ReasonDialog
          token={open.token}
          act="revoke"
          onClose={close}
          onQuarantine={() => setOpen({ act: "quarantine", token: open.token })}
        />
      )}
      {typeof open === "object" && open.act === "quarantine" && <QuarantineDialog token={open.token} onClose={close} />}
    </>
  );
}
