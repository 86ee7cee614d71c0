import { Trans, useLingui } from "@lingui/react/macro";
import { MultiSelect, TagsInput, Textarea } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { listGrantsOptions } from "@/client/@tanstack/react-query.gen";
import type { OAuthClient } from "@/client/types.gen";
import { TextLink } from "@/ui/links";
import { BindingField } from "./BindingField";

export type ClientValues = { scopes: string[]; networks: string[]; keySet: string; binding: OAuthClient["binding"] };

type Props = {
  app: string;
  environment: OAuthClient["environment"];
  withKeySet: boolean;
  values: ClientValues;
  errors: Record<string, string>;
  onChange: (values: ClientValues) => void;
};

/** ClientFields asks for what a client may do, from where, and for its public keys when it signs assertions. */
export function ClientFields({ app, environment, withKeySet, values, errors, onChange }: Props) {
  const { t } = useLingui();
  const { data } = useSuspenseQuery(listGrantsOptions({ path: { app } }));
  const granted = data.items
    .filter((grant) => grant.environment === environment && grant.state === "active")
    .flatMap((grant) => grant.scopes);
  const choices = [...new Set([...granted, ...values.scopes])].sort();
  return (
    <>
      <MultiSelect
        label={t`Scopes`}
        description={t`A token never carries more than these. Without scope in its request, it carries those of low risk.`}
        data={choices}
        value={values.scopes}
        error={errors["scopes"]}
        placeholder={choices.length === 0 ? t`The app was granted none here` : ""}
        searchable
        clearable
        onChange={(scopes) => onChange({ ...values, scopes })}
      />
      <TagsInput
        label={t`Networks`}
        description={t`Only from these addresses can it get and use tokens, such as 203.0.113.0/24. Empty: from everywhere.`}
        splitChars={[",", " "]}
        acceptValueOnBlur
        value={values.networks}
        error={errors["networks"]}
        onChange={(networks) => onChange({ ...values, networks })}
      />
      <BindingField
        value={values.binding}
        error={errors["binding"]}
        onChange={(binding) => onChange({ ...values, binding })}
      />
      {withKeySet && (
        <Textarea
          label={t`Public keys`}
          description={
            <Trans>
              A JSON Web Key Set with 1 to 5 public keys: EC P-256, Ed25519 or RSA from 3072 bits. Never paste a private
              key.{" "}
              <TextLink to="/guides/$guide" params={{ guide: "oauth" }} target="_blank" underline="always" inherit>
                How to make them
              </TextLink>
            </Trans>
          }
          required
          autosize
          minRows={4}
          maxRows={12}
          spellCheck={false}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
          value={values.keySet}
          error={errors["keySet"]}
          onChange={(event) => onChange({ ...values, keySet: event.currentTarget.value })}
        />
      )}
    </>
  );
}

/** keySetOf reads the key set that somebody typed; null when it is no JSON object. */
export function keySetOf(text: string): { [key: string]: unknown } | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
