import { Trans, useLingui } from "@lingui/react/macro";
import { Group, Select } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { apiChoicesOptions } from "@/features/access/queries";
import { Drop } from "@/features/operate/FilterParts";
import { askStates, scopeRisks } from "@/routes/operate";
import { stateWord } from "@/ui/words";
import { useAskWords } from "./useAskWords";

const route = getRouteApi("/operate/least-privilege");

/** BoardFilters narrow the list of tokens. All of them are in the address. */
export function BoardFilters() {
  const { t } = useLingui();
  const words = useAskWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: { ...search, ...change }, replace: true, resetScroll: false });
  const apis = useInfiniteQuery(apiChoicesOptions).data?.pages.flatMap((page) => page.items) ?? [];
  const { scope, owner } = search;
  return (
    <Group gap="sm" mb="md" align="flex-end">
      <Select
        label={t`API`}
        placeholder={t`Any`}
        clearable
        searchable
        clearButtonProps={{ "aria-label": t`Clear the API` }}
        w={170}
        data={apis.map((api) => ({ value: api.slug, label: api.name }))}
        value={search.api ?? null}
        onChange={(api) => filter({ api: api ?? undefined, scope: undefined })}
      />
      <Select
        label={t`Scope risk`}
        placeholder={t`Any`}
        w={150}
        clearable
        clearButtonProps={{ "aria-label": t`Clear the risk of scopes` }}
        data={scopeRisks.map((value) => ({ value, label: stateWord(value) }))}
        value={search.risk ?? null}
        onChange={(risk) => filter({ risk: scopeRisks.find((known) => known === risk) })}
      />
      <Select
        label={t`Their owners`}
        placeholder={t`Any`}
        w={180}
        clearable
        clearButtonProps={{ "aria-label": t`Clear what owners were told` }}
        data={askStates.map((value) => ({ value, label: words[value] }))}
        value={search.state ?? null}
        onChange={(state) => filter({ state: askStates.find((known) => known === state) })}
      />
      {scope && (
        <Drop onClick={() => filter({ scope: undefined })}>
          <Trans>Scope {scope}</Trans>
        </Drop>
      )}
      {owner && (
        <Drop onClick={() => filter({ owner: undefined })}>
          <Trans>Owner {owner}</Trans>
        </Drop>
      )}
    </Group>
  );
}
