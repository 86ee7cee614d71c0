import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Input, Stack, Text } from "@mantine/core";
import { useEffect } from "react";
import type { Grant } from "@/client/types.gen";
import { ScopePicker } from "@/features/access/ScopePicker";
import { ButtonLink } from "@/ui/links";
import { type KnownScope, useScopeTable } from "./useScopeTable";
import type { WizardForm } from "./useWizardForm";

/** ScopeStep chooses what a token may do, of what its app was granted. */
export function ScopeStep({ form, grants, app }: { form: WizardForm; grants: Grant[]; app: string }) {
  const { environment, scopes } = form.values;
  const usable = grants.filter((grant) => grant.environment === environment && grant.state === "active");
  if (usable.length === 0) {
    return (
      <Stack align="flex-start">
        <Text>
          <Trans>This app has no access in this environment yet. Ask for it first; then its scopes appear here.</Trans>
        </Text>
        <ButtonLink to="/requests/new" search={{ app, environment }}>
          <Trans>Ask for access</Trans>
        </ButtonLink>
      </Stack>
    );
  }
  return (
    <Stack gap="lg">
      {form.values.template === "reader" && <Readers form={form} scopes={usable.flatMap((grant) => grant.scopes)} />}
      {usable.map((grant) => (
        <GrantScopes
          key={grant.id}
          grant={grant}
          chosen={form.values.picked}
          value={scopes}
          onChange={(next) => form.setFieldValue("scopes", next)}
        />
      ))}
      {form.errors["scopes"] && <Input.Error>{form.errors["scopes"]}</Input.Error>}
    </Stack>
  );
}

type GrantScopesProps = { grant: Grant; chosen: boolean; value: string[]; onChange: (scopes: string[]) => void };

function GrantScopes({ grant, chosen, value, onChange }: GrantScopesProps) {
  const { t } = useLingui();
  const slug = grant.scopes[0]?.split(":")[0];
  if (!slug) {
    return (
      <Text size="sm">
        <Trans>{grant.apiName} needs no scopes: the app's access is enough.</Trans>
      </Text>
    );
  }
  const others = value.filter((scope) => !grant.scopes.includes(scope));
  return (
    <ScopePicker
      api={slug}
      label={t`${grant.apiName} · ${grant.planName}`}
      within={grant.scopes}
      chosen={chosen}
      value={value.filter((scope) => grant.scopes.includes(scope))}
      onChange={(mine) => onChange([...others, ...mine])}
    />
  );
}

const readable = (scope: KnownScope | undefined) => scope?.risk === "low" && scope.reads && !scope.deprecated;

/** Readers chooses the scopes that only read once, for who began with “Read only”, and says so. */
function Readers({ form, scopes }: { form: WizardForm; scopes: string[] }) {
  const table = useScopeTable(scopes);
  const { picked } = form.values;
  const { setValues } = form;
  useEffect(() => {
    if (!table || picked) return;
    setValues({ picked: true, scopes: scopes.filter((scope) => readable(table.get(scope))) });
  }, [table, picked, scopes, setValues]);
  return (
    <Alert color="blue" variant="light">
      <Trans>
        The scopes that only read, at low risk, are chosen: you began with “Read only”. Leave out what the app never
        reads.
      </Trans>
    </Alert>
  );
}
