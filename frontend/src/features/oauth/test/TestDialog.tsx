import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Modal, Stack, Tabs, Text, Title } from "@mantine/core";
import type { OAuthClient } from "@/client/types.gen";
import { envFile } from "@/lib/download";
import { CodeBlock } from "@/ui/CodeBlock";
import { LookAtToken } from "./LookAtToken";
import { samplesOf } from "./samples";

/** TestDialog shows how to get a token with a client, with the addresses of this installation, and what a token is good for. */
export function TestDialog({ client, onClose }: { client: OAuthClient; onClose: () => void }) {
  const { t } = useLingui();
  const samples = samplesOf(client);
  return (
    <Modal opened onClose={onClose} title={t`Test the client`} size="xl" closeButtonProps={{ "aria-label": t`Close` }}>
      <Stack>
        <Title order={3} size="h5">
          <Trans>1. Ask for a token</Trans>
        </Title>
        <Text size="sm">
          {client.authMethod === "client_secret_basic" ? (
            <Trans>
              Run one of these where the secret is. It comes from the environment, such as the file {envFile} that you
              can download with a new secret, and never through this page.
            </Trans>
          ) : (
            <Trans>Run one of these where the private key is. It never comes through this page.</Trans>
          )}{" "}
          {client.binding !== "none" && (
            <Trans>
              Tokens of this client are bound to a key, so the program signs proofs.{" "}
              <Anchor href="/guides/oauth" target="_blank" rel="noopener" inherit underline="always">
                OAuth for machines
              </Anchor>{" "}
              shows how to call with them.
            </Trans>
          )}
        </Text>
        <Tabs defaultValue={samples[0]?.language ?? ""} keepMounted={false}>
          <Tabs.List aria-label={t`Languages`}>
            {samples.map(({ language }) => (
              <Tabs.Tab key={language} value={language}>
                {language}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {samples.map(({ language, run, code }) => (
            <Tabs.Panel key={language} value={language} pt="sm">
              <Stack gap="xs">
                {language === "curl" && <Run code={run} words={t`First bring the secret into your shell:`} />}
                <CodeBlock code={code} label={t`Ask for a token with ${language}`} />
                {language !== "curl" && <Run code={run} words={t`Run it:`} />}
              </Stack>
            </Tabs.Panel>
          ))}
        </Tabs>
        <Title order={3} size="h5">
          <Trans>2. Look at what you got</Trans>
        </Title>
        <LookAtToken client={client} />
      </Stack>
    </Modal>
  );
}

function Run({ code, words }: { code: string; words: string }) {
  const { t } = useLingui();
  return (
    <>
      <Text size="sm" c="dimmed">
        {words}
      </Text>
      <CodeBlock code={code} label={t`How to run it`} />
    </>
  );
}
