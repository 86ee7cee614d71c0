import { Trans, useLingui } from "@lingui/react/macro";
import { Group, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { apiChoicesOptions } from "@/features/access/queries";
import { usePolicyWords } from "@/features/policy/words";
import { brokenRules, scopeRisks, tokenOrders, tokenStates } from "@/routes/operate";
import { stateWord } from "@/ui/words";
import { Days, Drop } from "./FilterParts";

const route = getRouteApi("/operate/tokens");

/** TokenFilters narrow the inventory. All of them are in the address, so a view can be kept as a bookmark. */
export function TokenFilters() {
  const { t } = useLingui();
  const { rule } = usePolicyWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const filter = (change: Partial<typeof search>) => void navigate({ search: { ...search, ...change }, replace: true });
  const find = useDebouncedCallback((q: string) => filter({ q: q || undefined }), 200);
  const apis = useInfiniteQuery(apiChoicesOptions).data?.pages.flatMap((page) => page.items) ?? [];
  const { app, owner, network } = search;
  return (
    <Group gap="sm" mb="md" align="flex-end">
      <TextInput
        label={t`Find`}
        w={155}
        placeholder={t`Name or id`}
        leftSection={<IconSearch size={16} aria-hidden />}
        defaultValue={search.q}
        onChange={(event) => find(event.currentTarget.value)}
      />
      <Select
        label={t`State`}
        placeholder={t`Any`}
        w={115}
        clearable
        clearButtonProps={{ "aria-label": t`Clear the state` }}
        data={tokenStates.map((value) => ({ value, label: stateWord(value) }))}
        value={search.state ?? null}
        onChange={(state) => filter({ state: tokenStates.find((known) => known === state) })}
      />
      <Select
        label={t`API`}
        placeholder={t`Any`}
        clearable
        searchable
        clearButtonProps={{ "aria-label": t`Clear the API` }}
        w={130}
        data={apis.map((api) => ({ value: api.slug, label: api.name }))}
        value={search.api ?? null}
        onChange={(api) => filter({ api: api ?? undefined })}
      />
      <Select
        label={t`Scope risk`}
        placeholder={t`Any`}
        w={120}
        clearable
        clearButtonProps={{ "aria-label": t`Clear the risk of scopes` }}
        data={scopeRisks.map((value) => ({ value, label: stateWord(value) }))}
        value={search.scopeRisk ?? null}
        onChange={(risk) => filter({ scopeRisk: scopeRisks.find((known) => known === risk) })}
      />
      <Select
        label={t`Breaks a rule`}
        placeholder={t`Any or none`}
        w={145}
        clearable
        clearButtonProps={{ "aria-label": t`Clear the broken rule` }}
        comboboxProps={{ width: 260, position: "bottom-start" }}
        data={brokenRules.map((value) => ({ value, label: value === "any" ? t`Any rule` : rule(value) }))}
        value={search.breaks ?? null}
        onChange={(broken) => filter({ breaks: brokenRules.find((known) => known === broken) })}
      />
      <Days label={t`Older than`} value={search.olderThanDays} onChange={(n) => filter({ olderThanDays: n })} />
      <Days label={t`Unused for`} value={search.unusedDays} onChange={(n) => filter({ unusedDays: n })} />
      <Select
        label={t`First`}
        w={140}
        allowDeselect={false}
        data={[
          { value: "newest", label: t`Newest` },
          { value: "oldest", label: t`Oldest` },
          { value: "unused", label: t`Longest unused` },
          { value: "ending", label: t`Ending next` },
        ]}
        value={search.order ?? "newest"}
        onChange={(order) => filter({ order: tokenOrders.find((known) => known === order && known !== "newest") })}
      />
      {app && (
        <Drop onClick={() => filter({ app: undefined })}>
          <Trans>App {app}</Trans>
        </Drop>
      )}
      {owner && (
        <Drop onClick={() => filter({ owner: undefined })}>
          <Trans>Owner {owner}</Trans>
        </Drop>
      )}
      {network && (
        <Drop onClick={() => filter({ network: undefined })}>
          <Trans>Last used from {network}</Trans>
        </Drop>
      )}
    </Group>
  );
}
