import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, TextInput } from "@mantine/core";
import { useState } from "react";

type Filter = {
  action?: string | undefined;
  actor?: string | undefined;
  object?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
};

/** AuditFilters narrows the log; what is typed applies on Enter, so that each letter is not a search of its own. */
export function AuditFilters({ filter, onFilter }: { filter: Filter; onFilter: (change: Filter) => void }) {
  const { t } = useLingui();
  const [values, setValues] = useState(filter);
  const text = (key: keyof Filter) => ({
    value: values[key] ?? "",
    onChange: (event: React.ChangeEvent<HTMLInputElement>) =>
      setValues({ ...values, [key]: event.currentTarget.value || undefined }),
  });
  const any = Object.values(filter).some(Boolean);
  const nothing = { action: undefined, actor: undefined, object: undefined, from: undefined, to: undefined };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onFilter({ ...nothing, ...values });
      }}
    >
      <Group gap="sm" align="flex-end" mb="lg">
        <TextInput label={t`Action`} placeholder="tokens" w={150} {...text("action")} />
        <TextInput label={t`Who (id)`} placeholder="acc_…" w={170} {...text("actor")} />
        <TextInput label={t`What (id)`} placeholder="tok_…" w={170} {...text("object")} />
        <TextInput label={t`From day`} type="date" {...text("from")} />
        <TextInput label={t`To day`} type="date" {...text("to")} />
        <Button type="submit">
          <Trans>Filter</Trans>
        </Button>
        {any && (
          <Button
            variant="default"
            onClick={() => {
              setValues({});
              onFilter(nothing);
            }}
          >
            <Trans>Clear</Trans>
          </Button>
        )}
      </Group>
    </form>
  );
}
