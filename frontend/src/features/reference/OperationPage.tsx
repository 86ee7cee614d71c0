import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Anchor, Code, Group, Stack, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useDeferredValue, useState } from "react";
import { string } from "@/lib/json";
import { isOwnApi } from "@/lib/portal";
import { useSession } from "@/lib/session";
import { CopyIcon } from "@/ui/CopyField";
import { Markdown } from "@/ui/Markdown";
import { Method } from "@/ui/Method";
import { PageHeader } from "@/ui/PageHeader";
import { StateBadge } from "@/ui/StateBadge";
import { Answers } from "./Answers";
import { BodyPanel } from "./BodyPanel";
import { Callbacks } from "./Callbacks";
import { ExamplePanel } from "./ExamplePanel";
import { type Operation, readOperation } from "./model";
import { Parameters } from "./Parameters";
import { operationOptions } from "./queries";
import classes from "./reference.module.css";
import { SamplePanel } from "./SamplePanel";
import { SecurityWords } from "./SecurityWords";
import { Standing } from "./Standing";
import { TryIt, TryItJump } from "./TryIt";
import { useReference } from "./useReference";

const route = getRouteApi("/apis/$api/reference/$operation");

export function OperationPage() {
  const { operation: id } = route.useParams();
  const { place } = useReference();
  const { data: operation } = useSuspenseQuery({ ...operationOptions(place, id), select: readOperation });
  // Another operation is another page: what was picked or opened on the last one must not stay.
  return <OperationView key={`${place.version} ${id}`} operation={operation} />;
}

function OperationView({ operation }: { operation: Operation }) {
  const { t } = useLingui();
  const { place, version } = useReference();
  const served = version.state === "published" || version.state === "deprecated";
  const callable = served && !operation.webhook && !isOwnApi(place.api);
  const mayStand = useSession() !== null && callable;
  const [status, setStatus] = useState(() => firstGood(operation));
  // What stands below the first lines may be large: it is drawn in the pauses of the page, not before its first lines.
  const whole = useDeferredValue(true, false);
  const { schemas, webhook } = operation;
  const docs = string(operation.externalDocs["url"]);
  return (
    <article className={classes["operation"]} data-operation={operation.id}>
      <Stack gap="lg" style={{ minWidth: 0 }}>
        <div>
          <PageHeader
            title={operation.summary}
            badge={operation.deprecated && <StateBadge state="deprecated" />}
            lead={
              <Group gap="xs" wrap="nowrap">
                <Method method={operation.method} />
                <Code style={{ overflowWrap: "anywhere" }}>{operation.path}</Code>
                <CopyIcon value={operation.path} what={t`path`} />
                {callable && <TryItJump />}
              </Group>
            }
          />
          {webhook && (
            <Text size="sm" c="dimmed" mb="sm">
              <Trans>A webhook: the API calls you, at an address that you give it.</Trans>
            </Text>
          )}
          {operation.deprecated && (
            <Alert color="orange" variant="light" mb="md" py={6}>
              <Trans>This operation is deprecated: it still works, but don't build on it.</Trans>
            </Alert>
          )}
          <Markdown text={operation.description} />
          {/^https?:/.test(docs) && (
            <Anchor href={docs} target="_blank" rel="noopener noreferrer nofollow" size="sm" mt="xs" display="block">
              {string(operation.externalDocs["description"]) || t`More documentation`}
            </Anchor>
          )}
        </div>
        {!webhook && <SecurityWords security={operation.security} api={place.api} operation={operation.id} />}
        {mayStand && <Standing operation={operation.id} />}
        {whole && <Parts operation={operation} status={status} onStatus={setStatus} />}
      </Stack>
      <div className={classes["samples"]}>
        {callable && <TryIt operation={operation} />}
        {!webhook && <SamplePanel operation={operation.id} />}
        {whole && operation.body && (
          <ExamplePanel
            title={t`Request`}
            media={operation.body.media}
            schemas={schemas}
            direction={webhook ? "response" : "request"}
          />
        )}
        {whole && <AnswerExample operation={operation} status={status} />}
      </div>
    </article>
  );
}

type PartsProps = { operation: Operation; status: string; onStatus: (status: string) => void };

/** Parts is what goes into a call and what comes back. */
function Parts({ operation, status, onStatus }: PartsProps) {
  const { parameters, body, answers, callbacks, schemas, webhook } = operation;
  return (
    <>
      <Parameters parameters={parameters} schemas={schemas} />
      {body && <BodyPanel body={body} schemas={schemas} direction={webhook ? "response" : "request"} />}
      <Answers answers={answers} schemas={schemas} status={status} onStatus={onStatus} webhook={webhook} />
      <Callbacks callbacks={callbacks} schemas={schemas} />
    </>
  );
}

function AnswerExample({ operation, status }: { operation: Operation; status: string }) {
  const { t } = useLingui();
  const answer = operation.answers.find((candidate) => candidate.status === status);
  if (!answer || answer.media.length === 0) return null;
  return (
    <ExamplePanel
      key={status}
      title={t`Answer ${status}`}
      media={answer.media}
      schemas={operation.schemas}
      direction="response"
    />
  );
}

function firstGood({ answers }: Operation): string {
  return (answers.find(({ status }) => status.startsWith("2")) ?? answers[0])?.status ?? "";
}
