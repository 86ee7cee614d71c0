import { Trans, useLingui } from "@lingui/react/macro";
import { TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { More } from "@/ui/More";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { PageSkeleton } from "@/ui/Skeletons";
import { ApiCards } from "./ApiCards";
import { apisOptions } from "./queries";

export function ApisPage() {
  const { t } = useLingui();
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed.trim(), 150);
  const list = useInfiniteQuery({ ...apisOptions(q || undefined), placeholderData: keepPreviousData });
  return (
    <>
      <PageHeader title={t`APIs`} lead={<Trans>Everything that you can call through this portal.</Trans>} />
      <TextInput
        aria-label={t`Find an API`}
        placeholder={t`Find an API`}
        leftSection={<IconSearch size={16} aria-hidden />}
        maw={420}
        mb="lg"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <ProblemAlert error={list.error} retry={() => void list.refetch()} />
      {list.isPending ? (
        <PageSkeleton />
      ) : (
        <ApiCards apis={list.data?.pages.flatMap((page) => page.items) ?? []} filtered={q !== ""} order={2} />
      )}
      <More next={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
    </>
  );
}
