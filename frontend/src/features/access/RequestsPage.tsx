import { Trans, useLingui } from "@lingui/react/macro";
import { IconSend } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { EmptyState } from "@/ui/EmptyState";
import { ButtonLink } from "@/ui/links";
import { More } from "@/ui/More";
import { PageHeader } from "@/ui/PageHeader";
import { requestsOptions } from "./queries";
import { RequestList } from "./RequestList";

export function RequestsPage() {
  const { t } = useLingui();
  const list = useSuspenseInfiniteQuery(requestsOptions({ mine: true }));
  const requests = list.data.pages.flatMap((page) => page.items);
  const ask = (
    <ButtonLink to="/requests/new">
      <Trans>Ask for access</Trans>
    </ButtonLink>
  );
  return (
    <>
      <PageHeader
        title={t`My requests`}
        lead={<Trans>What you asked for, and what was decided.</Trans>}
        actions={requests.length > 0 && ask}
      />
      <RequestList
        requests={requests}
        empty={
          <EmptyState icon={IconSend} title={t`No request yet`} action={ask}>
            <Trans>Pick APIs, a plan and the scopes that your app needs; somebody decides and you are told.</Trans>
          </EmptyState>
        }
      />
      <More next={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
    </>
  );
}
