import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { deleteTeamMutation } from "@/client/@tanstack/react-query.gen";
import type { Team } from "@/client/types.gen";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";
import { useTeamChange } from "./useTeamChange";

/** RemoveTeam says what ends with a team, and removes it. */
export function RemoveTeam({ team }: { team: Team }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const changed = useTeamChange();
  const [opened, { open, close }] = useDisclosure(false);
  const [typed, setTyped] = useState("");
  const remove = useMutation({
    ...deleteTeamMutation(),
    onSuccess: async () => {
      done(t`The team ${team.name} was removed`);
      await navigate({ to: "/teams" });
      await changed();
    },
    onError: () => changed(team.id),
  });
  return (
    <>
      <Button color="red" variant="outline" onClick={open}>
        <Trans>Remove this team</Trans>
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={close}
        title={t`Remove ${team.name}?`}
        confirm={t`Remove`}
        danger
        busy={remove.isPending}
        disabled={typed !== team.name}
        error={remove.error}
        onConfirm={() => remove.mutate({ path: { team: team.id }, query: { apps: team.apps } })}
      >
        <Text size="sm">
          <Plural
            value={team.apps}
            _0="No app ends with it."
            one="# app ends with it, and can't be brought back."
            other="# apps end with it, and can't be brought back."
          />{" "}
          {team.apps > 0 && (
            <Plural
              value={team.tokens}
              _0="None of their tokens works."
              one="# working token stops at once."
              other="# working tokens stop at once."
            />
          )}{" "}
          <Trans>Move what shall stay in the settings of the app first. Type the name of the team to go on.</Trans>
        </Text>
        <TextInput
          label={t`Name of the team`}
          placeholder={team.name}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </ConfirmDialog>
    </>
  );
}
