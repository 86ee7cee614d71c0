import { useLingui } from "@lingui/react/macro";
import { Alert, NativeSelect, Stack, TextInput } from "@mantine/core";
import type { UpstreamCredential } from "@/client/types.gen";
import type { SectionProps } from "./draft";
import { SecretField } from "./SecretField";

type Kind = UpstreamCredential["kind"];
type Field = "name" | "user" | "tokenUrl" | "clientId" | "scope";

const kinds: Kind[] = ["header", "basic", "oauth"];

/** CredentialFields edits what the gateway shows to the upstream in place of the caller's token. */
export function CredentialFields({ draft, change, errors }: SectionProps) {
  const { t } = useLingui();
  const { credential } = draft;
  const words: Record<Kind, { label: string; secret: string; fields: [Field, string][] }> = {
    header: { label: t`A header`, secret: t`Value of the header`, fields: [["name", t`Name of the header`]] },
    basic: { label: t`User and password (basic)`, secret: t`Password`, fields: [["user", t`User`]] },
    oauth: {
      label: t`A token from an authorization server (OAuth client credentials)`,
      secret: t`Secret of the client`,
      fields: [
        ["tokenUrl", t`Address of its token endpoint`],
        ["clientId", t`Id of the client`],
        ["scope", t`Scopes, with blanks between them`],
      ],
    },
  };
  const set = (part: Partial<UpstreamCredential>) => credential && change({ credential: { ...credential, ...part } });
  const choose = (value: string) => {
    const kind = kinds.find((one) => one === value);
    change({ credential: kind && { kind } });
  };
  const shown = credential && words[credential.kind];
  return (
    <Stack gap="sm">
      <NativeSelect
        label={t`What the gateway shows to it`}
        description={t`It takes the place of the caller's token, which never leaves the gateway. A client certificate stands under TLS.`}
        data={[{ value: "", label: t`Nothing` }, ...kinds.map((value) => ({ value, label: words[value].label }))]}
        value={credential?.kind ?? ""}
        error={errors["credential"] ?? errors["credential.kind"]}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      {credential && shown && (
        <>
          {shown.fields.map(([name, label]) => (
            <TextInput
              key={name}
              label={label}
              value={credential[name] ?? ""}
              error={errors[`credential.${name}`]}
              onChange={(event) => set({ [name]: event.currentTarget.value })}
            />
          ))}
          <SecretField
            key={credential.kind}
            label={shown.secret}
            value={credential.secret ?? ""}
            setAt={credential.setAt}
            error={errors["credential.secret"]}
            onChange={(secret) => set({ secret })}
          />
          {draft.targets.some(({ url }) => url.startsWith("http://")) && (
            <Alert color="orange" variant="light">
              {t`An address begins with http://: whoever is on the way can read the secret.`}
            </Alert>
          )}
        </>
      )}
    </Stack>
  );
}
