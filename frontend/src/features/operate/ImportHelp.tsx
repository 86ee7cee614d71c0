import { Trans, useLingui } from "@lingui/react/macro";
import { Accordion, Code, List, Stack, Text } from "@mantine/core";
import { CodeBlock } from "@/ui/CodeBlock";

const example = `sha256,alphabet,length,prefix,last4,app,name,environment,scopes,networks,expires_at
2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae,base62,43,acme_live_,GsAe,app_01jd8y7k5ve1kv3a0t9rkzv6qk,Lobby,live,museum:tickets:read,192.0.2.0/24,2027-06-30T00:00:00Z`;
const hash = "printf %s 'the key' | sha256sum";

/** ImportHelp says how a file of keys looks. */
export function ImportHelp() {
  const { t } = useLingui();
  return (
    <Accordion variant="separated" order={2}>
      <Accordion.Item value="how">
        <Accordion.Control>
          <Trans>How the file looks</Trans>
        </Accordion.Control>
        <Accordion.Panel>
          <Stack gap="sm">
            <CodeBlock code={example} label={t`Example`} />
            <List size="sm" spacing={4}>
              <List.Item>
                <Trans>
                  <Code>sha256</Code> of the whole key, as <Code>{hash}</Code> writes it. The key itself stays where it
                  is.
                </Trans>
              </List.Item>
              <List.Item>
                <Trans>
                  <Code>prefix</Code>, <Code>alphabet</Code> and <Code>length</Code> (of the whole key) are how the gate
                  recognises it. Alphabets: <Code>hex upperhex base32 base36 base62 base64 base64url uuid</Code>.
                </Trans>
              </List.Item>
              <List.Item>
                <Trans>
                  <Code>app</Code> is the id of the app that calls with it. Its grants say what it may do and how much;
                  the key's scopes, networks, origins and expiry narrow that, as those of any token.
                </Trans>
              </List.Item>
              <List.Item>
                <Trans>
                  Several scopes, networks or origins are separated by spaces. A JSON list of objects with the same
                  members is taken too, with lists in their place.
                </Trans>
              </List.Item>
              <List.Item>
                <Trans>
                  Keys need 112 bits of chance. Of weaker ones, a SHA-256 gives the key away: their users need new
                  tokens.
                </Trans>
              </List.Item>
            </List>
            <Text size="sm">
              <Trans>
                An imported key is shown with a mark until its owner rotates it; the new secret has our own form.
              </Trans>
            </Text>
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}
