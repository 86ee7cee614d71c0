import { Trans, useLingui } from "@lingui/react/macro";
import { Code, Group, Text, Title } from "@mantine/core";
import { type Fields, fields, isFields, string } from "@/lib/json";
import { Markdown } from "@/ui/Markdown";
import { Method } from "@/ui/Method";
import type { Schemas } from "./merge";
import { readOperation } from "./model";
import classes from "./reference.module.css";
import { SchemaTree } from "./SchemaTree";

const methods = ["get", "put", "post", "patch", "delete", "head", "options", "trace"];

/** Callbacks are the calls that the API makes to you after this operation. */
export function Callbacks({ callbacks, schemas }: { callbacks: Fields; schemas: Schemas }) {
  const { t } = useLingui();
  const calls = Object.entries(callbacks).flatMap(([name, addresses]) =>
    Object.entries(fields(addresses)).flatMap(([address, item]) =>
      methods
        .map((method) => ({ name, address, method, call: fields(item)[method] }))
        .filter(({ call }) => isFields(call)),
    ),
  );
  if (calls.length === 0) return null;
  return (
    <section aria-label={t`Callbacks`}>
      <Title order={2} size="h4" mb={4}>
        <Trans>Callbacks</Trans>
      </Title>
      <ul className={classes["tree"]}>
        {calls.map(({ name, address, method, call }) => {
          const operation = readOperation(call);
          const media = operation.body?.media[0];
          return (
            <li key={`${name} ${address} ${method}`} className={classes["row"]}>
              <Group gap="xs">
                <Method method={method} />
                <Text fw={600}>{string(fields(call)["summary"]) || name}</Text>
                <Code style={{ overflowWrap: "anywhere" }}>{address}</Code>
              </Group>
              <Markdown text={operation.description} compact />
              {media?.schema !== undefined && (
                <SchemaTree value={media.schema} schemas={schemas} direction="response" />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
