import { Trans, useLingui } from "@lingui/react/macro";
import { Stack } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { EmptyState } from "@/ui/EmptyState";
import { ButtonLink } from "@/ui/links";
import { More } from "@/ui/More";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { PageSkeleton } from "@/ui/Skeletons";
import { AskCard } from "./AskCard";
import { asksOptions } from "./asks";

/** AsksPage lists the tokens of a person that campaigns ask to narrow, each with one click to do it. */
export function AsksPage() {
  const { t } = useLingui();
  const list = useInfiniteQuery(asksOptions);
  const all = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageHeader
        title={t`Tokens to narrow`}
        lead={
          <Trans>
            The security admins ask about these tokens of yours: they may do more than any call of the last 30 days
            needed. What a token can't do, nobody can do with it when it leaks.
          </Trans>
        }
      />
      <ProblemAlert error={list.error} retry={() => void list.refetch()} />
      {list.isPending && <PageSkeleton />}
      {list.isSuccess && all.length === 0 && (
        <EmptyState
          icon={IconCircleCheck}
          title={t`Nothing is asked of you`}
          action={
            <ButtonLink to="/apps" variant="light">
              <Trans>Go to your apps</Trans>
            </ButtonLink>
          }
        >
          <Trans>Every token that you were asked about has an answer.</Trans>
        </EmptyState>
      )}
      <Stack component="ul" gap="sm" p={0} m={0} maw={860} style={{ listStyle: "none" }}>
        {all.map((item, at) => (
          <AskCard key={item.token} item={item} says={item.campaign?.id !== all[at - 1]?.campaign?.id} />
        ))}
      </Stack>
      <More next={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
    </>
  );
}
