import { useLingui } from "@lingui/react/macro";
import { Stack, TextInput } from "@mantine/core";
import type { UpstreamTls } from "@/client/types.gen";
import { CertificateInput } from "./CertificateInput";
import type { SectionProps } from "./draft";
import { SecretField } from "./SecretField";

/** TlsFields edits how an https upstream is known, and how the gateway is known to it. */
export function TlsFields({ draft, change, errors }: SectionProps) {
  const { t } = useLingui();
  const tls = draft.tls ?? {};
  const set = (part: Partial<UpstreamTls>) => change({ tls: { ...tls, ...part } });
  return (
    <Stack gap="md">
      <CertificateInput
        label={t`Authority that signed its certificate`}
        description={t`Empty: the authorities that the gateway's machine trusts. Certificates are always checked.`}
        value={tls.ca ?? ""}
        error={errors["tls.ca"]}
        onChange={(ca) => set({ ca })}
      />
      <TextInput
        label={t`Name in its certificate`}
        description={t`Empty: the host of the address.`}
        value={tls.serverName ?? ""}
        error={errors["tls.serverName"]}
        onChange={(event) => set({ serverName: event.currentTarget.value })}
      />
      <CertificateInput
        label={t`The gateway's certificate`}
        description={t`Shown to a server that asks for one (mTLS), with its chain.`}
        value={tls.certificate ?? ""}
        error={errors["tls.certificate"]}
        onChange={(certificate) => set(certificate ? { certificate } : { certificate, key: "", keySetAt: null })}
      />
      {(tls.certificate || errors["tls.key"]) && (
        <SecretField
          lines
          label={t`Private key of the gateway's certificate`}
          value={tls.key ?? ""}
          setAt={tls.keySetAt}
          error={errors["tls.key"]}
          onChange={(key) => set({ key })}
        />
      )}
    </Stack>
  );
}
