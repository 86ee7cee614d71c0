import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { disablePerson, enablePerson } from "@/client/sdk.gen";
import type { Account } from "@/client/types.gen";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";
import { Stops } from "./Stops";

/** StateDialog ends or restores what a person may do. */
export function StateDialog({ person, onClose }: { person: Account; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const active = person.state === "active";
  const change = useMutation({
    mutationFn: async () => {
      const path = { person: person.id };
      return active ? (await disablePerson({ path })).data : (await enablePerson({ path })).data;
    },
    onSuccess: async () => {
      onClose();
      done(active ? t`${person.name} is disabled` : t`${person.name} may sign in again`);
      await client.invalidateQueries({ queryKey: ["people"] });
    },
  });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={active ? t`Disable ${person.name}?` : t`Enable ${person.name}?`}
      confirm={active ? t`Disable` : t`Enable`}
      danger={active}
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
    >
      <Text size="sm">
        {active ? (
          <Trans>Their sessions end at once and they can't sign in. Nothing of theirs is removed.</Trans>
        ) : person.state === "inactive" ? (
          <Trans>
            Nobody used this account for a long time. Make sure that it is still the same person: they can sign in again
            with their passkeys, and are told by mail.
          </Trans>
        ) : (
          <Trans>They can sign in again with their passkeys.</Trans>
        )}
      </Text>
      {active && <Stops person={person.id} />}
      {!active && (person.operatorTokens ?? 0) > 0 && (
        <Text size="sm">
          <Plural
            value={person.operatorTokens ?? 0}
            one="# operator token that they answer for works again, unless it may do more than they."
            other="# operator tokens that they answer for work again, but for those that may do more than they."
          />
        </Text>
      )}
    </ConfirmDialog>
  );
}
