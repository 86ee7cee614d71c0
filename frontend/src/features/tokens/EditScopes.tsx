import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Select, Stack } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { apiChoicesOptions } from "@/features/access/queries";
import { ScopePicker } from "@/features/access/ScopePicker";
import { isOwnApi } from "@/lib/portal";

type Props = {
  /** What the token holds now. */
  held: string[];
  granted: string[];
  value: string[];
  onChange: (scopes: string[]) => void;
  error: ReactNode;
};

const slugs = (scopes: string[]) => new Set(scopes.map((scope) => scope.split(":")[0] ?? ""));

/** toAsk are the chosen scopes that the token doesn't hold and the app wasn't granted. */
export const toAsk = (value: string[], held: string[], granted: string[]) =>
  value.filter((scope) => !held.includes(scope) && !granted.includes(scope));

/** EditScopes takes scopes away and adds others; those that the app wasn't granted are marked, and asked for. */
export function EditScopes({ held, granted, value, onChange, error }: Props) {
  const { t } = useLingui();
  const [added, setAdded] = useState<string[]>([]);
  const choices = useInfiniteQuery(apiChoicesOptions).data?.pages.flatMap((page) => page.items) ?? [];
  const shown = [...new Set([...slugs(held), ...slugs(value), ...added])];
  const others = choices.filter((api) => !isOwnApi(api.slug) && !shown.includes(api.slug));
  return (
    <Stack>
      {shown.map((api) => {
        const mine = (scope: string) => scope.startsWith(`${api}:`);
        return (
          <ScopePicker
            key={api}
            api={api}
            label={t`Scopes of ${api}`}
            granted={granted}
            held={held}
            value={value.filter(mine)}
            onChange={(next) => onChange([...value.filter((scope) => !mine(scope)), ...next])}
            error={error}
          />
        );
      })}
      {others.length > 0 && (
        <Select
          label={t`Scopes of another API`}
          placeholder={t`Choose an API`}
          searchable
          value={null}
          onChange={(api) => api && setAdded([...added, api])}
          data={others.map((api) => ({ value: api.slug, label: api.name }))}
        />
      )}
      {toAsk(value, held, granted).length > 0 && (
        <Alert color="yellow" variant="light" title={t`The app was not granted all of these scopes`}>
          <Trans>
            The others are saved now, and a request for the rest is prepared. Once that is granted, it leads you back
            here.
          </Trans>
        </Alert>
      )}
    </Stack>
  );
}
