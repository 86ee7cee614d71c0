import { Trans, useLingui } from "@lingui/react/macro";
import { Group, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import type { AppStanding } from "@/client/types.gen";
import { TextLink } from "@/ui/links";
import type { Caller } from "./memory";

type Props = {
  apps: readonly AppStanding[];
  caller: Caller;
  signedIn: boolean;
  here: string;
  onChange: (change: Partial<Caller>) => void;
};

/** CallerPicker says in whose name a call goes out, and where to. */
export function CallerPicker({ apps, caller, signedIn, here, onChange }: Props) {
  const { t } = useLingui();
  if (apps.length === 0) return <VisitorHint signedIn={signedIn} here={here} />;
  return (
    <Stack gap={4}>
      <Group gap="xs" grow preventGrowOverflow={false}>
        <SegmentedControl
          aria-label={t`Environment`}
          size="xs"
          value={caller.environment}
          onChange={(value) => onChange({ environment: value === "live" ? "live" : "sandbox" })}
          data={[
            { value: "sandbox", label: t`Sandbox` },
            { value: "live", label: t`Live` },
          ]}
        />
        <Select
          aria-label={t`App`}
          size="xs"
          miw={140}
          allowDeselect={false}
          data={apps.map(({ app, appName }) => ({ value: app, label: appName }))}
          value={caller.app}
          onChange={(app) => app && onChange({ app })}
        />
      </Group>
      {caller.environment === "live" && (
        <Text size="xs" c="dimmed">
          <Trans>A live call is real. Your passkey is asked for first.</Trans>
        </Text>
      )}
    </Stack>
  );
}

function VisitorHint({ signedIn, here }: { signedIn: boolean; here: string }) {
  return (
    <Text size="xs" c="dimmed">
      {signedIn ? (
        <Trans>
          You try the sandbox as a visitor.{" "}
          <TextLink to="/apps/new" inherit underline="always">
            Register an app
          </TextLink>{" "}
          to call with what it was granted.
        </Trans>
      ) : (
        <Trans>
          You try the sandbox as a visitor, a few calls a minute.{" "}
          <TextLink to="/sign-up" inherit underline="always">
            Sign up
          </TextLink>{" "}
          or{" "}
          <TextLink to="/sign-in" search={{ next: here }} inherit underline="always">
            sign in
          </TextLink>{" "}
          to call with an app of yours.
        </Trans>
      )}
    </Text>
  );
}
