import { useLingui } from "@lingui/react/macro";
import { Card, SimpleGrid, Text, UnstyledButton } from "@mantine/core";
import { type Template, templates } from "./templates";
import classes from "./wizard.module.css";

/** TemplateStep begins with a usual kind of token, or with none. All of a card is its button. */
export function TemplateStep({ onPick }: { onPick: (template: Template) => void }) {
  const { i18n } = useLingui();
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
      {templates.map((template) => (
        <Card key={template.key} withBorder padding="md" className={classes["card"] ?? ""}>
          <UnstyledButton
            fw={650}
            className={classes["whole"] ?? ""}
            aria-describedby={`about-${template.key}`}
            onClick={() => onPick(template)}
          >
            {i18n._(template.title)}
          </UnstyledButton>
          <Text size="sm" c="dimmed" id={`about-${template.key}`}>
            {i18n._(template.about)}
          </Text>
        </Card>
      ))}
    </SimpleGrid>
  );
}
