import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch, IconX } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { apiChoicesOptions } from "@/features/access/queries";
import { stateWord } from "@/ui/words";

const route = getRouteApi("/operate/tokens");
const ages = [30, 60, 90, 180, 365];
const states = ["active", "expiring", "rotating", "suspended", "quarantined", "expired", "revoked"] as const;

/** TokenFilters narrow the inventory. All of them are in the address, so a view can be kept as a bookmark. */
export function TokenFilters() {
  const { t } = useLingui();
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
        placeholder={t`Name, id or hint`}
        leftSection={<IconSearch size={16} aria-hidden />}
        defaultValue={search.q}
        onChange={(event) => find(event.currentTarget.value)}
      />
      <Select
        label={t`State`}
        placeholder={t`Any`}
        clearable
        clearButtonProps={{ "aria-label": t`Clear the state` }}
        data={states.map((value) => ({ value, label: stateWord(value) }))}
        value={search.state ?? null}
        onChange={(state) => filter({ state: states.find((known) => known === state) })}
      />
      <Select
        label={t`API`}
        placeholder={t`Any`}
        clearable
        searchable
        clearButtonProps={{ "aria-label": t`Clear the API` }}
        data={apis.map((api) => ({ value: api.slug, label: api.name }))}
        value={search.api ?? null}
        onChange={(api) => filter({ api: api ?? undefined })}
      />
      <Days label={t`Older than`} value={search.olderThanDays} onChange={(n) => filter({ olderThanDays: n })} />
      <Days label={t`Unused for`} value={search.unusedDays} onChange={(n) => filter({ unusedDays: n })} />
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

type DaysProps = { label: string; value: number | undefined; onChange: (days: number | undefined) => void };

function Days({ label, value, onChange }: DaysProps) {
  const { t } = useLingui();
  const choices = value && !ages.includes(value) ? [...ages, value] : ages;
  return (
    <Select
      label={label}
      placeholder={t`Any`}
      clearable
      clearButtonProps={{ "aria-label": t`Clear: ${label}` }}
      data={choices.map((n) => ({ value: String(n), label: t`${n} days` }))}
      value={value ? String(value) : null}
      onChange={(n) => onChange(n ? Number(n) : undefined)}
    />
  );
}

function Drop({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <Button variant="default" rightSection={<IconX size={14} aria-hidden />} onClick={onClick}>
      {children}
      <span className="visually-hidden">
        <Trans>: take the filter away</Trans>
      </span>
    </Button>
  );
}
