import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Badge, Button, Code, Group, Stack, Table, Tabs, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { bytes, milliseconds } from "@/lib/format";
import { CodeBlock } from "@/ui/CodeBlock";
import type { Entry } from "./memory";
import { RefusalAlert } from "./RefusalAlert";
import type { Answer, Content } from "./send";

type Props = { entry: Entry };

/** AnswerPanel shows what came back: status, time and size, the body and the headers. */
export function AnswerPanel({ entry }: Props) {
  const { outcome } = entry;
  if (outcome.kind === "failed")
    return (
      <Alert color="orange" variant="light" title={outcome.title} role="alert">
        {outcome.detail}
      </Alert>
    );
  return <Got answer={outcome} entry={entry} />;
}

function Got({ answer, entry }: Props & { answer: Answer }) {
  const { t } = useLingui();
  const { status, statusText, ms, size, headers, content, refusal } = answer;
  const left = leftOf(headers);
  const color = status >= 500 ? "red" : status >= 400 ? "orange" : "green";
  return (
    <Stack gap="xs" role="region" aria-label={t`Answer`}>
      <Group gap="xs">
        <Badge color={color} variant="light" radius="sm" tt="none">
          {`${status} ${statusText}`.trim()}
        </Badge>
        <Text size="xs" c="dimmed">
          {[
            milliseconds(ms),
            bytes(size),
            left === undefined ? "" : plural(left, { one: "# call left", other: "# calls left" }),
          ]
            .filter(Boolean)
            .join(" · ")}
        </Text>
      </Group>
      {refusal && <RefusalAlert refusal={refusal} entry={entry} />}
      <Tabs defaultValue="body" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="body">
            <Trans>Body</Trans>
          </Tabs.Tab>
          <Tabs.Tab value="headers">{t`Headers (${headers.length})`}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="body" pt="xs">
          <BodyView content={content} />
        </Tabs.Panel>
        <Tabs.Panel value="headers" pt="xs">
          <HeaderTable headers={headers} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

/** leftOf is how many calls the narrowest window has left, by the field RateLimit. */
function leftOf(headers: [string, string][]): number | undefined {
  const field = headers.find(([name]) => name.toLowerCase() === "ratelimit")?.[1] ?? "";
  const rests = [...field.matchAll(/;r=(\d+)/g)].map((match) => Number(match[1]));
  return rests.length > 0 ? Math.min(...rests) : undefined;
}

function BodyView({ content }: { content: Content }) {
  const { t } = useLingui();
  if (content.kind === "empty")
    return (
      <Text size="sm" c="dimmed">
        <Trans>The answer has no body.</Trans>
      </Text>
    );
  return (
    <Stack gap="xs" align="flex-start">
      {content.kind === "text" && (
        <div style={{ maxHeight: 420, overflowY: "auto", width: "100%" }}>
          <CodeBlock code={content.text} label={t`Body of the answer`} />
        </div>
      )}
      {(content.kind === "binary" || content.cut) && (
        <Group gap="xs">
          <Text size="xs" c="dimmed">
            {content.kind === "binary" ? content.blob.type || t`Unknown type` : t`Only the beginning is shown.`}
          </Text>
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconDownload size={14} aria-hidden />}
            onClick={() => save(content.blob)}
          >
            {t`Download ${bytes(content.blob.size)}`}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

/** save hands a body to the browser as a file of no particular type, so that nothing of it is opened here. */
function save(blob: Blob): void {
  const url = URL.createObjectURL(new Blob([blob], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `answer.${/[/+](\w+)(;|$)/.exec(blob.type)?.[1] ?? "bin"}`;
  link.click();
  URL.revokeObjectURL(url);
}

function HeaderTable({ headers }: { headers: [string, string][] }) {
  const { t } = useLingui();
  return (
    <Table verticalSpacing={4} fz="xs" layout="fixed" aria-label={t`Headers of the answer`}>
      <Table.Tbody>
        {headers.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th scope="row" w="40%" ff="monospace" fw={600} style={{ overflowWrap: "anywhere" }}>
              {name}
            </Table.Th>
            <Table.Td>
              <Code style={{ overflowWrap: "anywhere" }}>{value}</Code>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
