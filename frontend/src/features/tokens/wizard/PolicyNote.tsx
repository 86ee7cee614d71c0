import { Trans, useLingui } from "@lingui/react/macro";
import { Accordion, Text } from "@mantine/core";
import type { EffectivePolicy } from "@/client/types.gen";
import { EffectiveList } from "@/features/policy/EffectiveList";

/** PolicyNote shows beside the wizard which rules the token that is being described must meet, and who set them. */
export function PolicyNote({ policy }: { policy: EffectivePolicy }) {
  const { t } = useLingui();
  const others = new Set(
    policy.origins.filter(({ level }) => level !== "instance").map(({ level, name }) => level + name),
  );
  return (
    <Accordion variant="contained">
      <Accordion.Item value="policy">
        <Accordion.Control>
          {others.size > 0
            ? t`Rules for this token, some tightened by its app, team or APIs`
            : t`Rules for this token, all of this portal`}
        </Accordion.Control>
        <Accordion.Panel>
          <Text size="sm" c="dimmed" mb="xs">
            <Trans>They follow the scopes that you choose.</Trans>
          </Text>
          <EffectiveList policy={policy} />
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}
