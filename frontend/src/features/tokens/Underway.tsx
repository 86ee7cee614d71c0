import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, Group, Radio, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { Generation, Token } from "@/client/types.gen";
import { RelativeTime } from "@/ui/RelativeTime";

type Props = { token: Token; value: number; onChange: (generation: number) => void; onFinish: () => void };

/** Underway asks, where two secrets work already, which of them another rotation ends: nobody but the person knows which
 * one is in place. */
export function Underway({ token, value, onChange, onFinish }: Props) {
  const { t } = useLingui();
  return (
    <Alert
      color="orange"
      variant="light"
      icon={<IconAlertTriangle aria-hidden />}
      title={t`A rotation of this token is under way`}
    >
      <Stack gap="sm">
        <Text size="sm">
          <Trans>
            Two of its secrets work now, and never more than two do. Finish that rotation first, or choose which secret
            ends at once.
          </Trans>
        </Text>
        <Radio.Group
          label={t`The secret that ends at once`}
          value={value ? String(value) : null}
          onChange={(number) => onChange(Number(number))}
        >
          <Stack gap="xs" mt={6}>
            {token.generations.map((generation, place) => (
              <Radio
                key={generation.number}
                value={String(generation.number)}
                label={<Code generation={generation} />}
                description={<Use generation={generation} newer={place === 0} />}
              />
            ))}
          </Stack>
        </Radio.Group>
        <Group>
          <Button size="xs" variant="default" onClick={onFinish}>
            <Trans>Finish that rotation first</Trans>
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}

function Code({ generation }: { generation: Generation }) {
  return (
    <Text span size="sm" ff="monospace">
      {generation.hint}
    </Text>
  );
}

function Use({ generation, newer }: { generation: Generation; newer: boolean }) {
  const { t } = useLingui();
  const which = newer ? t`The newer one` : t`The older one`;
  const made = <RelativeTime at={generation.createdAt} />;
  return generation.lastUsedAt ? (
    <Trans>
      {which}, made {made}, last used <RelativeTime at={generation.lastUsedAt} />
    </Trans>
  ) : (
    <Trans>
      {which}, made {made}, never used
    </Trans>
  );
}
