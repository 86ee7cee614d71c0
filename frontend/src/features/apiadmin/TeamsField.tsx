import { Trans, useLingui } from "@lingui/react/macro";
import { MultiSelect, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { listTeamsOptions } from "@/client/@tanstack/react-query.gen";
import type { ApiTeam } from "@/client/types.gen";
import { teamOptions } from "./teamOptions";

type Props = { value: string[]; known: ApiTeam[]; error: string | undefined; onChange: (teams: string[]) => void };

/** TeamsField chooses teams by name; known are those whose names the page has already. */
export function TeamsField({ value, known, error, onChange }: Props) {
  const { t } = useLingui();
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed.trim(), 200);
  const [picked, setPicked] = useState(known);
  const found = useQuery({
    ...listTeamsOptions({ query: { all: "true", q, limit: 20 } }),
    placeholderData: keepPreviousData,
  });
  const seen = [...picked, ...(found.data?.items ?? [])];
  const names = new Map(seen.map(({ id, name }) => [id, name]));
  const choose = (teams: string[]) => {
    setPicked(teams.map((id) => ({ id, name: names.get(id) ?? id })));
    onChange(teams);
  };
  return (
    <Stack gap={4} ml={28}>
      <MultiSelect
        label={t`Teams`}
        description={t`Type a part of a name. Anybody may give a team any name: compare the id with the one in the address of the team's page.`}
        data={teamOptions(seen)}
        renderOption={({ option }) => (
          <Stack gap={0}>
            <Text size="sm">{option.label}</Text>
            <Text size="xs" c="dimmed">
              {option.value}
            </Text>
          </Stack>
        )}
        searchable
        clearable
        clearButtonProps={{ "aria-label": t`Take all teams off the list` }}
        nothingFoundMessage={found.isFetching ? t`Searching…` : t`There is no such team.`}
        searchValue={typed}
        onSearchChange={setTyped}
        maxValues={100}
        value={value}
        error={error}
        onChange={choose}
      />
      <Text size="xs" c="dimmed">
        <Trans>
          For everybody else the API isn't there, neither here nor at the gateway. Apps of the teams get access; apps of
          single people don't. Browsers can't call it from other web pages.
        </Trans>
      </Text>
    </Stack>
  );
}
