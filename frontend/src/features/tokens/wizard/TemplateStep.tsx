import { useLingui } from "@lingui/react/macro";
import { Card, SimpleGrid, Text, UnstyledButton } from "@mantine/core";
import { type Template, templates } from "./templates";

/** TemplateStep begins with a usual kind of token, or with none. */
export function TemplateStep({ onPick }: { onPick: (template: Template) => void }) {
  const { i18n } = useLingui();
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
      {templates.map((template) => (
        <UnstyledButton
          key={template.key}
          onClick={() => onPick(template)}
          aria-labelledby={`template-${template.key}`}
          aria-describedby={`about-${template.key}`}
        >
          <Card withBorder padding="md" h="100%">
            <Text fw={650} id={`template-${template.key}`}>
              {i18n._(template.title)}
            </Text>
            <Text size="sm" c="dimmed" id={`about-${template.key}`}>
              {i18n._(template.about)}
            </Text>
          </Card>
        </UnstyledButton>
      ))}
    </SimpleGrid>
  );
}
