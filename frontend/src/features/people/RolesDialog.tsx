import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Checkbox, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { setRolesMutation } from "@/client/@tanstack/react-query.gen";
import type { Account } from "@/client/types.gen";
import { etag } from "@/lib/etag";
import { fieldErrors } from "@/lib/problem";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { TextLink } from "@/ui/links";
import { done } from "@/ui/notify";
import { personRoles, useRoleWord } from "./roles";

export function RolesDialog({ person, onClose }: { person: Account; onClose: () => void }) {
  const { t } = useLingui();
  const roleWord = useRoleWord();
  const client = useQueryClient();
  const [roles, setRoles] = useState(person.roles);
  const save = useMutation({
    ...setRolesMutation(),
    onSuccess: async () => {
      onClose();
      done(t`Roles of ${person.name} are saved`);
      await client.invalidateQueries({ queryKey: ["people"] });
    },
  });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t`Roles of ${person.name}`}
      confirm={t`Save`}
      busy={save.isPending}
      error={save.error}
      onConfirm={() =>
        save.mutate({ path: { person: person.id }, headers: { "If-Match": etag(person.version) }, body: { roles } })
      }
    >
      <Text size="sm">
        <Trans>Roles apply with the person's next request. The change is in the audit log.</Trans>
      </Text>
      {(person.operatorTokens ?? 0) > 0 && (
        <Text size="sm">
          <Plural
            value={person.operatorTokens ?? 0}
            one="They answer for # operator token. It is refused as long as it may do more than they, unless it is a verifier's."
            other="They answer for # operator tokens. Those that may do more than they are refused, but for verifiers'."
          />{" "}
          <TextLink to="/operate/machines" search={{ owner: person.id }} underline="always" inherit>
            <Trans>Look at them</Trans>
          </TextLink>
        </Text>
      )}
      <Checkbox.Group label={t`Roles`} value={roles} onChange={setRoles} error={fieldErrors(save.error)["roles"]}>
        <Stack gap="sm" mt="xs">
          {personRoles.map((role) => (
            <Checkbox key={role} value={role} label={roleWord(role).label} description={roleWord(role).hint} />
          ))}
        </Stack>
      </Checkbox.Group>
    </ConfirmDialog>
  );
}
