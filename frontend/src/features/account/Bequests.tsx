import { Trans, useLingui } from "@lingui/react/macro";
import { Select, Stack, Text } from "@mantine/core";
import type { DeletionMachine } from "@/client/types.gen";
import { useRoleWord } from "@/features/people/roles";

/** ends is chosen for a token that nobody shall answer for. */
export const ends = "end";

type Props = {
  machines: DeletionMachine[];
  heirs: Record<string, string>;
  onChange: (heirs: Record<string, string>) => void;
};

/** Bequests asks of each operator token whether it ends, or who answers for it from then on. */
export function Bequests({ machines, heirs, onChange }: Props) {
  const { t } = useLingui();
  const roleWord = useRoleWord();
  return (
    <Stack gap="sm">
      <Text size="sm">
        <Trans>
          You answer for these operator tokens. One that you hand over goes on without a change; its new owner is told.
        </Trans>
      </Text>
      {machines.map((machine) => (
        <Select
          key={machine.id}
          label={machine.name}
          description={roleWord(machine.role).label}
          allowDeselect={false}
          required
          placeholder={t`Choose what becomes of it`}
          value={heirs[machine.id] ?? null}
          data={[
            { value: ends, label: t`End it` },
            ...machine.heirs.map((heir) => ({ value: heir.id, label: t`Hand it to ${heir.name}` })),
          ]}
          onChange={(heir) => onChange({ ...heirs, [machine.id]: heir ?? ends })}
        />
      ))}
    </Stack>
  );
}
