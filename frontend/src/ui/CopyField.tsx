import { t } from "@lingui/core/macro";
import { ActionIcon, Code, CopyButton, Group, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { Hint } from "./Hint";

/** CopyIcon copies a value with one click and says so. `what` names the value for screen readers. */
export function CopyIcon({ value, what }: { value: string; what: string }) {
  return (
    <CopyButton value={value} timeout={1500}>
      {({ copied, copy }) => (
        <Hint label={copied ? t`Copied` : t`Copy`}>
          <ActionIcon
            variant="subtle"
            color={copied ? "green" : "gray"}
            onClick={copy}
            aria-label={copied ? t`Copied ${what}` : t`Copy ${what}`}
          >
            {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
          </ActionIcon>
        </Hint>
      )}
    </CopyButton>
  );
}

/** CopyField shows one line of code (an id, a URL, a hint) with a copy button. */
export function CopyField({ value, label }: { value: string; label: string }) {
  return (
    <div>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Group gap={4} wrap="nowrap">
        <Code style={{ overflowWrap: "anywhere" }}>{value}</Code>
        <CopyIcon value={value} what={label} />
      </Group>
    </div>
  );
}
