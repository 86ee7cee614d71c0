import { Trans, useLingui } from "@lingui/react/macro";
import { Box, Tabs, Text, Title } from "@mantine/core";
import { useState } from "react";
import { usePrinting } from "@/lib/usePrinting";
import { Markdown } from "@/ui/Markdown";
import { Links } from "./Links";
import { MediaSelect } from "./MediaSelect";
import type { Schemas } from "./merge";
import type { Answer } from "./model";
import { ParameterList } from "./Parameters";
import { SchemaTree } from "./SchemaTree";

type Props = {
  answers: Answer[];
  schemas: Schemas;
  status: string;
  onStatus: (status: string) => void;
  webhook: boolean;
};

/** Answers shows each status as a tab; the example column follows the picked one. */
export function Answers({ answers, schemas, status, onStatus, webhook }: Props) {
  const { t } = useLingui();
  const printing = usePrinting();
  if (answers.length === 0) return null;
  const title = webhook ? t`What you answer` : t`Answers`;
  if (printing) return <PrintedAnswers title={title} answers={answers} schemas={schemas} webhook={webhook} />;
  return (
    <section aria-label={title}>
      <Title order={2} size="h4" mb="xs">
        {title}
      </Title>
      <Tabs value={status} onChange={(next) => next && onStatus(next)} keepMounted={false}>
        <Tabs.List aria-label={title} mb="sm">
          {answers.map((answer) => (
            <Tabs.Tab key={answer.status} value={answer.status} leftSection={<Dot status={answer.status} />}>
              {answer.status === "default" ? t`any other` : answer.status}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {answers.map((answer) => (
          <Tabs.Panel key={answer.status} value={answer.status}>
            <AnswerPanel answer={answer} schemas={schemas} webhook={webhook} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </section>
  );
}

type PrintedProps = { title: string } & Pick<Props, "answers" | "schemas" | "webhook">;

/** PrintedAnswers puts on paper what stands in tabs on a screen. */
function PrintedAnswers({ title, answers, schemas, webhook }: PrintedProps) {
  const { t } = useLingui();
  return (
    <section aria-label={title}>
      <Title order={2} size="h4" mb="xs">
        {title}
      </Title>
      {answers.map((answer) => (
        <Box key={answer.status} mb="md">
          <Title order={3} size="h5">
            {answer.status === "default" ? t`any other` : answer.status}
          </Title>
          <AnswerPanel answer={answer} schemas={schemas} webhook={webhook} />
        </Box>
      ))}
    </section>
  );
}

const dots: Record<string, string> = { "2": "green", "3": "blue", "4": "orange", "5": "red" };

function Dot({ status }: { status: string }) {
  const color = `var(--mantine-color-${dots[status[0] ?? ""] ?? "gray"}-6)`;
  return <Box w={8} h={8} bg={color} style={{ borderRadius: "50%" }} aria-hidden />;
}

function AnswerPanel({ answer, schemas, webhook }: { answer: Answer; schemas: Schemas; webhook: boolean }) {
  const { t } = useLingui();
  const [type, setType] = useState(answer.media[0]?.type ?? "");
  const media = answer.media.find((candidate) => candidate.type === type);
  return (
    <Box>
      <Markdown text={answer.description} compact />
      {answer.headers.length > 0 && <ParameterList title={t`Headers`} parameters={answer.headers} schemas={schemas} />}
      {answer.media.length > 0 && (
        <Box my="xs">
          <MediaSelect media={answer.media} value={type} onChange={setType} />
        </Box>
      )}
      {media?.schema !== undefined ? (
        <SchemaTree key={type} value={media.schema} schemas={schemas} direction={webhook ? "request" : "response"} />
      ) : (
        <Text size="sm" c="dimmed">
          <Trans>No body is described.</Trans>
        </Text>
      )}
      <Links links={answer.links} />
    </Box>
  );
}
