import { Trans, useLingui } from "@lingui/react/macro";
import { Select, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { listHeirsOptions } from "@/client/@tanstack/react-query.gen";
import { handOver } from "@/client/sdk.gen";
import type { OperatorToken } from "@/client/types.gen";
import { useMe } from "@/lib/session";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";

/** HandOverDialog lets somebody else answer for an operator token. */
export function HandOverDialog({ token, onClose }: { token: OperatorToken; onClose: () => void }) {
  const { t } = useLingui();
  const me = useMe().account.id;
  const client = useQueryClient();
  const heirs = useQuery({ ...listHeirsOptions({ path: { token: token.id } }), staleTime: 0, gcTime: 0 });
  const people = heirs.data?.items ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const heir = chosen ?? people.find((person) => person.id === me)?.id ?? null;
  const hand = useMutation({
    mutationFn: (account: string) => handOver({ path: { token: token.id }, body: { account } }),
    onSuccess: async () => {
      onClose();
      done(t`${token.name} is handed over`);
      await client.invalidateQueries({ queryKey: ["machines"] });
      await client.invalidateQueries({ queryKey: ["people"] });
    },
  });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t`Who answers for ${token.name}?`}
      confirm={t`Hand over`}
      busy={hand.isPending}
      disabled={!heir}
      error={hand.error ?? heirs.error}
      onConfirm={() => heir && hand.mutate(heir)}
    >
      <Text size="sm">
        <Trans>
          The secret stays, so its machine needs no change. The token is refused while this person may not sign in, or
          may do less than it. Who answered for it before may still know the secret: replace it when you can.
        </Trans>
      </Text>
      <Select
        label={t`Person`}
        required
        allowDeselect={false}
        value={heir}
        data={people.map((person) => ({
          value: person.id,
          label: person.id === me ? t`${person.name} (you)` : person.name,
        }))}
        onChange={setChosen}
      />
      {heirs.isSuccess && people.length === 0 && (
        <Text size="sm">
          <Trans>Nobody else manages operator tokens and may do what it may.</Trans>
        </Text>
      )}
    </ConfirmDialog>
  );
}
