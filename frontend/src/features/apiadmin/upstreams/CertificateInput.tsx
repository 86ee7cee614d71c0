import { Trans, useLingui } from "@lingui/react/macro";
import { Button, FileButton, Group, Stack, Text, Textarea } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { readCertificates } from "@/client/sdk.gen";
import { dayOf } from "@/lib/format";

type Props = {
  label: string;
  description: string;
  value: string;
  error?: string | undefined;
  onChange: (v: string) => void;
};

/** CertificateInput takes certificates as PEM, pasted or from a file, and says whose they are. */
export function CertificateInput({ label, description, value, error, onChange }: Props) {
  const { t } = useLingui();
  const whole = value.includes("-----END CERTIFICATE-----");
  const { data } = useQuery({
    queryKey: ["certificates", value],
    queryFn: async () => (await readCertificates({ body: { pem: value }, throwOnError: true })).data.items,
    enabled: whole,
    retry: false,
    placeholderData: keepPreviousData,
  });
  return (
    <Stack gap={6}>
      <Textarea
        label={label}
        description={description}
        placeholder="-----BEGIN CERTIFICATE-----"
        autosize
        minRows={2}
        maxRows={5}
        spellCheck={false}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
        value={value}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {whole &&
        data?.map(({ subject, issuer, notAfter }) => (
          <Text key={subject + notAfter} size="sm" c={Date.parse(notAfter) < Date.now() ? "red" : "dimmed"}>
            <Trans>
              {subject}, signed by {issuer}, valid until {dayOf(notAfter)}
            </Trans>
          </Text>
        ))}
      <Group gap="xs">
        <FileButton accept=".pem,.crt,.cer" onChange={(file) => void file?.text().then(onChange)}>
          {(props) => (
            <Button {...props} size="compact-sm" variant="default" aria-label={t`From a file: ${label}`}>
              <Trans>From a file</Trans>
            </Button>
          )}
        </FileButton>
        {value && (
          <Button size="compact-sm" variant="subtle" aria-label={t`Remove: ${label}`} onClick={() => onChange("")}>
            <Trans>Remove</Trans>
          </Button>
        )}
      </Group>
    </Stack>
  );
}
