import { Trans, useLingui } from "@lingui/react/macro";
import { Stack, Text, TextInput } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import { useParams } from "@tanstack/react-router";
import { useDeferredValue, useMemo, useState } from "react";
import { matching, sectionsOf } from "./filter";
import type { Index, Line } from "./model";
import { NavSection } from "./NavSection";
import { Moves, OperationLink, SchemaLink, StartLink } from "./navLinks";
import { useReference } from "./useReference";

type Props = { index: Index; onNavigate?: (() => void) | undefined };

/** How many operations a reference may have before its groups begin closed. */
const openBelow = 80;

/** ReferenceNav lists everything of one version by group; the filter looks at names, paths and methods. */
export function ReferenceNav({ index, onNavigate }: Props) {
  const { t } = useLingui();
  const [typed, setTyped] = useState("");
  const filter = useDeferredValue(typed.trim());
  const { base, query } = useReference();
  const { operation: current, schema } = useParams({ strict: false });
  const sections = useMemo(() => sectionsOf(index, t`Other operations`), [index, t]);
  const small = index.operations.length <= openBelow;
  const operation = (line: Line) => (
    <OperationLink key={line.id} line={line} base={base} query={query} active={line.id === current} />
  );
  const schemaLink = (name: string) => (
    <SchemaLink key={name} name={name} base={base} query={query} active={name === schema} />
  );
  const hits = filter ? matching([...index.operations, ...index.webhooks], filter) : [];
  const names = filter ? index.schemas.filter((name) => name.toLowerCase().includes(filter.toLowerCase())) : [];
  return (
    <Stack gap="sm" component="nav" aria-label={t`Reference`}>
      <TextInput
        size="sm"
        aria-label={t`Filter operations and schemas`}
        placeholder={t`Filter`}
        leftSection={<IconFilter size={16} aria-hidden />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Moves onMove={onNavigate}>
        {filter ? (
          <div>
            <Text size="sm" c="dimmed" role="status" mb={4}>
              <Trans>{hits.length + names.length} found</Trans>
            </Text>
            {hits.map(operation)}
            {names.map(schemaLink)}
          </div>
        ) : (
          <>
            <StartLink base={base} query={query} active={current === undefined && schema === undefined} />
            {sections.map((section) => (
              <NavSection
                key={section.key}
                title={section.title}
                count={section.lines.length}
                open={small || section.lines.some((line) => line.id === current)}
              >
                {() => section.lines.map(operation)}
              </NavSection>
            ))}
            {index.webhooks.length > 0 && (
              <NavSection title={t`Webhooks`} count={index.webhooks.length} open={small}>
                {() => index.webhooks.map(operation)}
              </NavSection>
            )}
            {index.schemas.length > 0 && (
              <NavSection title={t`Schemas`} count={index.schemas.length} open={schema !== undefined}>
                {() => index.schemas.map(schemaLink)}
              </NavSection>
            )}
          </>
        )}
      </Moves>
    </Stack>
  );
}
