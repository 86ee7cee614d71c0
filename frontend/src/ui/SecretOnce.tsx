import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Anchor, Button, CopyButton, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { IconCheck, IconCopy, IconDownload, IconLock } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { download, envFile } from "@/lib/download";
import { CodeBlock } from "./CodeBlock";

type Props = {
  secret: string;
  variable?: string;
  /** What else a program reads from the environment beside the secret. */
  beside?: Record<string, string>;
  curl?: string | undefined;
  lost?: ReactNode;
  /** What the portal keeps of it, where that is more than a fingerprint. */
  kept?: ReactNode;
};

/** SecretOnce shows a new secret the only time it can be seen: copy, a file for the environment, and a call that reads it from
 * there. The value lives in the caller's state and is gone with the page. */
export function SecretOnce({ secret, variable = "GATEHOUSE_TOKEN", beside = {}, curl, lost, kept }: Props) {
  const { t } = useLingui();
  return (
    <Stack>
      <Alert color="blue" variant="light" icon={<IconLock aria-hidden />} title={t`Copy this secret now`}>
        {kept ?? (
          <Trans>
            It is shown once: the portal keeps only a fingerprint that can check it, never the secret itself.
          </Trans>
        )}{" "}
        {lost ?? <Trans>If it gets lost, rotate the token.</Trans>}
      </Alert>
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <PasswordInput
          label={t`Secret`}
          value={secret}
          readOnly
          defaultVisible
          data-testid="secret"
          style={{ flex: 1 }}
          styles={{ innerInput: { fontFamily: "var(--mantine-font-family-monospace)" } }}
          autoComplete="off"
          visibilityToggleButtonProps={{ "aria-label": t`Show or hide the secret`, tabIndex: 0 }}
        />
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button
              onClick={copy}
              leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
            >
              {copied ? t`Copied` : t`Copy`}
            </Button>
          )}
        </CopyButton>
      </Group>
      <Group gap="xs">
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          onClick={() => download(envFile, lines({ ...beside, [variable]: secret }))}
        >
          <Trans>Download {envFile}</Trans>
        </Button>
        <Text size="sm" c="dimmed">
          <Trans>
            Or put it into your secret manager. Keep it out of source code and chats:{" "}
            <Anchor href="/guides/keeping-tokens-safe" target="_blank" rel="noopener" inherit>
              keeping tokens safe
            </Anchor>
            .
          </Trans>
        </Text>
      </Group>
      {curl && <CodeBlock code={`read -rs ${variable} && export ${variable} &&\n${curl}`} label={t`Call with curl`} />}
    </Stack>
  );
}

const lines = (variables: Record<string, string>) =>
  Object.entries(variables)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
