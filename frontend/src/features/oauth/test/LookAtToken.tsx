import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, Code, Group, Stack, Text, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { checkOAuthClientToken } from "@/client/sdk.gen";
import type { OAuthClient } from "@/client/types.gen";
import { CodeBlock } from "@/ui/CodeBlock";
import { type Fact, Facts } from "@/ui/Facts";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { RelativeTime } from "@/ui/RelativeTime";
import { type Read, readToken } from "./readToken";
import { Standing } from "./Standing";

/** LookAtToken reads an access token in the browser, and asks the portal about it when somebody wants to know. */
export function LookAtToken({ client }: { client: OAuthClient }) {
  const { t } = useLingui();
  const [text, setText] = useState("");
  const read = readToken(text);
  const ask = useMutation({
    gcTime: 0,
    mutationFn: async (token: string) =>
      (await checkOAuthClientToken({ path: { client: client.id }, body: { token } })).data,
  });
  const mistake = {
    secret: t`This is the client's secret, not a token. Clear it away; it was not sent anywhere.`,
    other: t`This is no access token. One has three parts with dots between them.`,
    empty: undefined,
    token: undefined,
  }[read.kind];
  return (
    <Stack gap="sm">
      <Textarea
        label={t`Access token`}
        description={t`It is read here, in your browser. Only the button below sends it, to this portal. Never paste a secret.`}
        placeholder="eyJ…"
        autosize
        minRows={3}
        maxRows={6}
        spellCheck={false}
        autoComplete="off"
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
        value={text}
        error={mistake}
        onChange={(event) => {
          setText(event.currentTarget.value);
          ask.reset();
        }}
      />
      {read.kind === "token" && (
        <>
          <Contents read={read} client={client} />
          <Group>
            <Button
              variant="default"
              loading={ask.isPending}
              onClick={() => ask.mutate(text.trim().replace(/^(Bearer|DPoP)\s+/i, ""))}
            >
              <Trans>Ask whether it works now</Trans>
            </Button>
          </Group>
        </>
      )}
      <ProblemAlert error={ask.error} />
      {ask.data && <Standing answer={ask.data} />}
      {read.kind === "token" && <CodeBlock code={read.claims} label={t`What the token says`} />}
    </Stack>
  );
}

function Contents({ read, client }: { read: Extract<Read, { kind: "token" }>; client: OAuthClient }) {
  const { t } = useLingui();
  const facts: Fact[] = [
    { term: t`For the API`, value: <Code>{read.audience || "–"}</Code> },
    { term: t`Ends`, value: <RelativeTime at={read.ends} /> },
    { term: t`Begins`, value: read.begins ? <RelativeTime at={read.begins} /> : "–" },
    { term: t`Scopes`, value: read.scopes.length > 0 ? read.scopes.join(", ") : t`none` },
    { term: t`Bound`, value: read.bound ? t`to a key, so calls need proofs` : t`to nothing: a bearer token` },
    { term: t`Issued to`, value: <Code>{read.client || "–"}</Code> },
  ];
  return (
    <>
      <Facts facts={facts} />
      {(read.client !== client.id || read.issuer !== client.issuer) && (
        <Alert color="orange" variant="light" title={t`Not a token of this client`}>
          <Text size="sm">
            <Trans>
              It says that {read.issuer} issued it to {read.client}. This client is {client.id}.
            </Trans>
          </Text>
        </Alert>
      )}
    </>
  );
}
