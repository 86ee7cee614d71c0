import { Trans } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import { ChoiceTabs } from "./ChoiceTabs";
import type { Schemas } from "./merge";
import classes from "./reference.module.css";
import { SchemaFacts } from "./SchemaFacts";
import { SchemaRow } from "./SchemaRow";
import { bodyOf, type Direction, viewOf } from "./view";

export type TreeProps = {
  value: unknown;
  schemas: Schemas;
  direction: Direction;
  depth?: number;
  /** The names on the way here: a schema below itself is a circle. */
  above?: readonly string[];
};

/** SchemaTree shows any JSON Schema: its own facts, its alternatives as tabs, its members as rows that open. */
export function SchemaTree({ value, schemas, direction, depth = 0, above = [] }: TreeProps) {
  const whole = viewOf(value, schemas, direction);
  const body = bodyOf(value, schemas, direction);
  const path = [...above, ...body.names];
  const nothing = body.view.children.length === 0 && body.view.choices.length === 0;
  return (
    <Stack gap="xs">
      {depth === 0 && <SchemaFacts view={whole} value={value} schemas={schemas} showType />}
      {body.view.choices.map((choices) => (
        <ChoiceTabs
          key={choices.kind}
          choices={choices}
          schemas={schemas}
          direction={direction}
          depth={depth}
          above={path}
        />
      ))}
      {body.view.children.length > 0 && (
        <ul className={classes["tree"]}>
          {body.view.children.map((child) => (
            <SchemaRow
              key={child.key}
              child={child}
              schemas={schemas}
              direction={direction}
              depth={depth}
              above={path}
            />
          ))}
        </ul>
      )}
      {nothing && depth > 0 && (
        <Text size="sm" c="dimmed">
          <Trans>No members are described.</Trans>
        </Text>
      )}
    </Stack>
  );
}
