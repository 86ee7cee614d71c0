import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { getAppQueryKey, getTransferEffectsOptions, transferAppMutation } from "@/client/@tanstack/react-query.gen";
import type { App } from "@/client/types.gen";
import { OwnerSelect } from "@/features/teams/OwnerSelect";
import { useMe } from "@/lib/session";
import { TextLink } from "@/ui/links";
import { done } from "@/ui/notify";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { Stays } from "./Stays";
import { TransferEffects } from "./TransferEffects";

/** TransferApp gives an app to another owner. */
export function TransferApp({ app }: { app: App }) {
  const { t } = useLingui();
  const me = useMe();
  const queryClient = useQueryClient();
  const [team, setTeam] = useState(app.team ?? "");
  const transfer = useMutation({
    ...transferAppMutation(),
    onSuccess: async (moved) => {
      queryClient.setQueryData(getAppQueryKey({ path: { app: app.id } }), moved);
      done(t`${moved.name} belongs to ${moved.ownerName} now`);
      await queryClient.invalidateQueries({ queryKey: ["apps"] });
    },
  });
  const moves = team !== (app.team ?? "");
  const foreseen = useQuery({
    ...getTransferEffectsOptions({ path: { app: app.id }, query: { team } }),
    enabled: moves,
    staleTime: 0,
  });
  if (app.team && app.role !== "owner")
    return (
      <Text size="sm">
        <Trans>The app belongs to the team {app.ownerName}. Owners of the team move it elsewhere.</Trans>
      </Text>
    );
  if (!me.teams.some(({ role }) => role !== "viewer"))
    return (
      <Text size="sm">
        <Trans>
          The app is yours alone.{" "}
          <TextLink to="/teams" underline="always">
            Make a team
          </TextLink>{" "}
          to share it with others.
        </Trans>
      </Text>
    );
  return (
    <Stack maw={480} gap="sm" align="flex-start">
      <Text size="sm">
        <Trans>Its id, tokens, access and calls stay as they are. Members of a team see them all.</Trans>
      </Text>
      <OwnerSelect label={t`Owner`} value={team} onChange={setTeam} />
      {moves && foreseen.data && foreseen.data.stays.length > 0 && <Stays apis={foreseen.data.stays} app={app.id} />}
      {moves && team && foreseen.data && (
        <TransferEffects effects={foreseen.data.effects} name={me.teams.find(({ id }) => id === team)?.name ?? team} />
      )}
      <ProblemAlert error={foreseen.error} retry={() => void foreseen.refetch()} />
      <ProblemAlert error={transfer.error} />
      <Button
        variant="default"
        disabled={!moves || (foreseen.data?.stays.length ?? 0) > 0}
        loading={transfer.isPending || (moves && foreseen.isLoading)}
        onClick={() => transfer.mutate({ path: { app: app.id }, body: { team } })}
      >
        <Trans>Move the app</Trans>
      </Button>
    </Stack>
  );
}
