import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Code, Stack, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { fields, string } from "@/lib/json";
import { addressOf, isOwnApi, usePortal } from "@/lib/portal";
import { CodeBlock } from "@/ui/CodeBlock";
import { Facts } from "@/ui/Facts";
import { ButtonLink } from "@/ui/links";
import { Markdown } from "@/ui/Markdown";
import { Outside } from "@/ui/Outside";
import { PageHeader } from "@/ui/PageHeader";
import { Panel } from "@/ui/Panel";
import { contactOf } from "./contact";
import type { Index } from "./model";
import { useWay } from "./SecurityWays";
import { useIndex, useReference } from "./useReference";

export function StartPage() {
  const { t } = useLingui();
  const { api, version, place } = useReference();
  const index = useIndex(place);
  const base = addressOf(api, usePortal());
  const own = isOwnApi(api.slug);
  const first = index.operations.find((line) => line.method === "GET" && !line.path.includes("{"));
  const curl = `curl -H "Authorization: Bearer $GATEHOUSE_TOKEN" ${base}${first?.path ?? ""}`;
  return (
    <Stack gap="lg" maw={860}>
      <PageHeader
        title={t`${api.name} reference`}
        lead={index.summary || api.summary}
        actions={
          <>
            {!own && (
              <ButtonLink to="/requests/new" search={{ api: api.slug }}>
                <Trans>Ask for access</Trans>
              </ButtonLink>
            )}
            <Button
              component="a"
              href={`/api/v1/apis/${api.slug}/versions/${encodeURIComponent(version.label)}/document`}
              download={`${api.slug}-${version.label}.json`}
              variant="default"
              leftSection={<IconDownload size={16} aria-hidden />}
            >
              <Trans>Download</Trans>
            </Button>
          </>
        }
      />
      <Markdown text={index.description || api.description} />
      <Panel title={t`Your first call`}>
        <CodeBlock code={curl} label={t`Call with curl`} />
        <Text size="sm" c="dimmed" mt="xs">
          {own ? (
            <Trans>
              The portal itself answers at <Code>{base}</Code>. The token is an operator token, made by the people who
              run this portal.
            </Trans>
          ) : (
            <Trans>
              The gateway answers at <Code>{base}</Code>: from the sandbox with a test token, from the real API with a
              live one.
            </Trans>
          )}
        </Text>
      </Panel>
      <About index={index} version={version.label} own={own} />
    </Stack>
  );
}

function About({ index, version, own }: { index: Index; version: string; own: boolean }) {
  const { t } = useLingui();
  const way = useWay();
  const schemes = Object.entries(index.securitySchemes).map(([name, scheme]) => way({ name, scheme: fields(scheme) }));
  const facts = [
    { term: t`Version`, value: index.version && index.version !== version ? `${version} (${index.version})` : version },
    { term: t`Operations`, value: <Plural value={index.operations.length} one="# operation" other="# operations" /> },
    { term: t`Webhooks`, value: index.webhooks.length || t`none` },
    { term: t`Its own security`, value: [...new Set(schemes)].join(", ") || t`none` },
    {
      term: own ? t`Servers` : t`Servers behind the gateway`,
      value: index.servers.map((s) => string(s["url"])).join(", ") || t`none named`,
    },
    {
      term: t`Contact`,
      value: <Outside {...contactOf(index)} />,
    },
    { term: t`License`, value: <Outside href={string(index.license["url"])} text={string(index.license["name"])} /> },
    { term: t`Terms`, value: <Outside href={index.termsOfService} text={index.termsOfService} /> },
  ];
  return (
    <Panel title={t`About this API`}>
      <Facts facts={facts} />
    </Panel>
  );
}
