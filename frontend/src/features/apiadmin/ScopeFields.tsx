import { useLingui } from "@lingui/react/macro";
import { ActionIcon, Checkbox, Group, Select, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import type { Scope } from "@/client/types.gen";

type Props = {
  at: number;
  scope: Scope;
  /** A stored scope keeps its name, and can be deprecated and deleted. */
  stored: boolean;
  errors: Record<string, string>;
  onChange: (part: Partial<Scope>) => void;
  onRemove: () => void;
};

/** ScopeFields edits one scope: what it allows, how risky it is, and whether anybody may still get it. */
export function ScopeFields({ at, scope, stored, errors, onChange, onRemove }: Props) {
  const { t } = useLingui();
  const risks = [
    { value: "low", label: t`Low risk` },
    { value: "medium", label: t`Medium risk` },
    { value: "high", label: t`High risk` },
  ];
  // Beneath each other, every field needs its name; beside each other, the first row's stand for all.
  const named = (label: string) => ({ label, labelProps: at > 0 ? { hiddenFrom: "sm" } : {} });
  return (
    <Group gap="xs" align="flex-start">
      <TextInput
        {...named(t`Scope`)}
        aria-label={t`Scope ${at + 1}, its name`}
        placeholder={t`orders:read`}
        w={{ base: "100%", sm: 200 }}
        value={scope.name}
        readOnly={stored}
        error={errors[`scopes.${at}.name`]}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <TextInput
        {...named(t`What it allows`)}
        aria-label={t`What it allows, scope ${at + 1}`}
        placeholder={t`What it allows`}
        style={{ flex: "1 1 220px" }}
        value={scope.description ?? ""}
        error={errors[`scopes.${at}.description`]}
        onChange={(event) => onChange({ description: event.currentTarget.value })}
      />
      <Select
        {...named(t`Risk`)}
        aria-label={t`Risk of scope ${at + 1}`}
        w={140}
        allowDeselect={false}
        data={risks}
        value={scope.risk}
        onChange={(risk) => onChange({ risk: risk === "high" ? "high" : risk === "medium" ? "medium" : "low" })}
      />
      <Group gap="xs" mih={36} wrap="nowrap" mt={{ base: 22, sm: at > 0 ? 0 : 22 }}>
        {stored && (
          <Checkbox
            label={t`Deprecated`}
            aria-label={t`Deprecated: nobody new gets ${scope.name}`}
            title={t`Nobody new gets it; who has it keeps it`}
            checked={scope.deprecated ?? false}
            onChange={(event) => onChange({ deprecated: event.currentTarget.checked })}
          />
        )}
        <ActionIcon
          variant="subtle"
          color="red"
          aria-label={stored ? t`Delete ${scope.name}…` : t`Take row ${at + 1} away`}
          onClick={onRemove}
        >
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      </Group>
    </Group>
  );
}
