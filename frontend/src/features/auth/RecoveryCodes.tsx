import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Checkbox, Code, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { download } from "@/lib/download";
import { CopyIcon } from "@/ui/CopyField";

type Props = { codes: string[]; onDone: () => void; done: string };

/** RecoveryCodes shows the codes the only time they can be seen; going on needs the promise that they were kept. */
export function RecoveryCodes({ codes, onDone, done }: Props) {
  const { t } = useLingui();
  const [kept, setKept] = useState(false);
  const text = `${codes.join("\n")}\n`;
  return (
    <Stack>
      <Text size="sm">
        <Trans>
          If you lose every passkey, one of these <Plural value={codes.length} one="# code" other="# codes" /> lets you
          in to make a new one. Each works once. They are shown only now.
        </Trans>
      </Text>
      <SimpleGrid
        cols={2}
        spacing="xs"
        component="ul"
        p={0}
        m={0}
        style={{ listStyle: "none" }}
        data-testid="recovery-codes"
      >
        {codes.map((code) => (
          <li key={code}>
            <Code block ta="center">
              {code}
            </Code>
          </li>
        ))}
      </SimpleGrid>
      <Group gap="xs">
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          onClick={() => download("gatehouse-recovery-codes.txt", text)}
        >
          <Trans>Download</Trans>
        </Button>
        <CopyIcon value={text} what={t`all recovery codes`} />
      </Group>
      <Checkbox
        label={t`I have stored these codes in a safe place`}
        checked={kept}
        onChange={(event) => setKept(event.currentTarget.checked)}
      />
      <Button disabled={!kept} onClick={onDone}>
        {done}
      </Button>
    </Stack>
  );
}
