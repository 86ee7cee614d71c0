import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Card, Group, Text } from "@mantine/core";
import { useState } from "react";
import type { ComplianceProfile } from "@/client/types.gen";
import { RelativeTime } from "@/ui/RelativeTime";
import { Demands } from "./Demands";

type Props = { profile: ComplianceProfile; busy: boolean; onSwitch: () => void };

/** ProfileCard is one profile: whether it is on, what it asks, and the switch. */
export function ProfileCard({ profile, busy, onSwitch }: Props) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  const { title, on, since, by, demands } = profile;
  const missed = demands.filter((demand) => !demand.met).length;
  return (
    <Card withBorder padding="sm" component="section" aria-label={title}>
      <Group justify="space-between" gap="xs">
        <div>
          <Text fw={600}>{title}</Text>
          <Text size="sm" c="dimmed">
            {on && since ? (
              <Trans>
                On, by {by}, <RelativeTime at={since} />
              </Trans>
            ) : (
              <>
                <Trans>Off</Trans>:{" "}
                <Plural
                  value={missed}
                  _0="the rules meet all that it asks"
                  one="it asks for # thing more"
                  other="it asks for # things more"
                />
              </>
            )}
          </Text>
        </div>
        <Group gap="xs">
          <Button
            size="compact-sm"
            variant="default"
            aria-expanded={open}
            aria-label={open ? t`Show less: ${title}` : t`What it asks: ${title}`}
            onClick={() => setOpen(!open)}
          >
            {open ? t`Show less` : t`What it asks`}
          </Button>
          <Button
            size="compact-sm"
            variant={on ? "default" : "filled"}
            loading={busy}
            aria-label={on ? t`Switch off ${title}` : t`Switch on ${title}`}
            onClick={onSwitch}
          >
            {on ? t`Switch off` : t`Switch on`}
          </Button>
        </Group>
      </Group>
      {open && <Demands demands={demands} />}
    </Card>
  );
}
