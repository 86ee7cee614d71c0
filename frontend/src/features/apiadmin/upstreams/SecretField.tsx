import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, PasswordInput, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { RelativeTime } from "@/ui/RelativeTime";

type Props = {
  label: string;
  value: string;
  setAt?: string | null | undefined;
  error?: string | undefined;
  lines?: boolean;
  onChange: (value: string) => void;
};

/** SecretField writes a secret that can never be read: one that is stored shows when, until it is replaced. */
export function SecretField({ label, value, setAt, error, lines = false, onChange }: Props) {
  const { t } = useLingui();
  const [replacing, setReplacing] = useState(false);
  if (setAt && !replacing && !error) {
    return (
      <div>
        <Text size="sm" fw={500}>
          {label}
        </Text>
        <Group gap="xs">
          <Text size="sm" c="dimmed">
            <Trans>
              Written <RelativeTime at={setAt} />. It is kept sealed and can't be shown.
            </Trans>
          </Text>
          <Button size="compact-sm" variant="default" onClick={() => setReplacing(true)}>
            <Trans>Replace</Trans>
          </Button>
        </Group>
      </div>
    );
  }
  const shared = {
    label,
    value,
    error,
    autoComplete: "off",
    description: setAt ? t`Left empty, the one that is stored stays.` : t`Kept sealed; nobody can read it afterwards.`,
  };
  if (lines) {
    return (
      <Textarea
        {...shared}
        rows={4}
        ff="monospace"
        spellCheck={false}
        onChange={(e) => onChange(e.currentTarget.value)}
      />
    );
  }
  return <PasswordInput {...shared} autoComplete="new-password" onChange={(e) => onChange(e.currentTarget.value)} />;
}
