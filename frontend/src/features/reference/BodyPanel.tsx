import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, Group, Title } from "@mantine/core";
import { useState } from "react";
import { Markdown } from "@/ui/Markdown";
import { MediaSelect } from "./MediaSelect";
import type { Schemas } from "./merge";
import type { Operation } from "./model";
import { SchemaTree } from "./SchemaTree";
import type { Direction } from "./view";

type Props = { body: NonNullable<Operation["body"]>; schemas: Schemas; direction: Direction };

export function BodyPanel({ body, schemas, direction }: Props) {
  const { t } = useLingui();
  const [type, setType] = useState(body.media[0]?.type ?? "");
  const media = body.media.find((candidate) => candidate.type === type);
  return (
    <section aria-label={t`Body`}>
      <Group justify="space-between" mb={4} gap="xs">
        <Group gap="xs">
          <Title order={2} size="h4">
            <Trans>Body</Trans>
          </Title>
          {body.required && (
            <Badge size="sm" color="red" variant="light" radius="sm" tt="none">
              <Trans>required</Trans>
            </Badge>
          )}
        </Group>
        <MediaSelect media={body.media} value={type} onChange={setType} />
      </Group>
      <Markdown text={body.description} compact />
      {media?.schema !== undefined && (
        <SchemaTree key={type} value={media.schema} schemas={schemas} direction={direction} />
      )}
    </section>
  );
}
