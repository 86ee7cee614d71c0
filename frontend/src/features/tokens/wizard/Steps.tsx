import { Trans, useLingui } from "@lingui/react/macro";
import {
  Card,
  Input,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
  UnstyledButton,
} from "@mantine/core";
import type { EffectivePolicy, Grant } from "@/client/types.gen";
import { ScopePicker } from "@/features/access/ScopePicker";
import { ButtonLink } from "@/ui/links";
import type { WizardForm } from "./useWizardForm";
import { type Template, templates } from "./values";

export function TemplateStep({ onPick }: { onPick: (template: Template) => void }) {
  const { i18n } = useLingui();
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
      {templates.map((template) => (
        <UnstyledButton key={template.key} onClick={() => onPick(template)}>
          <Card withBorder padding="md" h="100%">
            <Text fw={650}>{i18n._(template.title)}</Text>
            <Text size="sm" c="dimmed">
              {i18n._(template.about)}
            </Text>
          </Card>
        </UnstyledButton>
      ))}
    </SimpleGrid>
  );
}

export function NameStep({ form, policy }: { form: WizardForm; policy: EffectivePolicy | undefined }) {
  const { t } = useLingui();
  const rule = policy?.names.map((name) => name.rule).join(t` and `);
  return (
    <Stack>
      <TextInput
        label={t`Name`}
        description={
          rule
            ? t`Says where it is used, such as “billing-prod”. It must match ${rule}.`
            : t`Says where it is used, such as “billing-prod”.`
        }
        required
        maxLength={80}
        data-autofocus
        {...form.getInputProps("name")}
      />
      <Textarea
        label={t`Description`}
        description={t`What it is for, for whoever finds it in a year.`}
        required={policy?.rules.descriptionRequired ?? false}
        autosize
        minRows={2}
        {...form.getInputProps("description")}
      />
      <Input.Wrapper
        label={t`Environment`}
        labelElement="div"
        description={t`A sandbox token can never reach anything real.`}
        error={form.errors["environment"]}
      >
        <div>
          <SegmentedControl
            aria-label={t`Environment`}
            mt={6}
            value={form.values.environment}
            onChange={(value) => form.setValues({ environment: value === "live" ? "live" : "sandbox", scopes: [] })}
            data={[
              { value: "sandbox", label: t`Sandbox` },
              { value: "live", label: t`Live` },
            ]}
          />
        </div>
      </Input.Wrapper>
    </Stack>
  );
}

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
      {usable.map((grant) => (
        <GrantScopes
          key={grant.id}
          grant={grant}
          value={scopes}
          onChange={(next) => form.setFieldValue("scopes", next)}
        />
      ))}
      {form.errors["scopes"] && <Input.Error>{form.errors["scopes"]}</Input.Error>}
    </Stack>
  );
}

type GrantScopesProps = { grant: Grant; value: string[]; onChange: (scopes: string[]) => void };

function GrantScopes({ grant, value, onChange }: GrantScopesProps) {
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
      value={value.filter((scope) => grant.scopes.includes(scope))}
      onChange={(mine) => onChange([...others, ...mine])}
    />
  );
}
