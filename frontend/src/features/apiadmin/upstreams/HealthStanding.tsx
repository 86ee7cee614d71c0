import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getUpstreamHealthOptions } from "@/client/@tanstack/react-query.gen";
import type { EnvironmentHealth, TargetHealth } from "@/client/types.gen";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";

type Props = { api: string; environment: "sandbox" | "live" };

/** HealthStanding shows live how the saved addresses are. Nothing stands here for what is no server. */
export function HealthStanding({ api, environment }: Props) {
  const { t } = useLingui();
  const { data } = useQuery({ ...getUpstreamHealthOptions({ path: { api } }), refetchInterval: 3_000 });
  const health: EnvironmentHealth | undefined = data?.[environment];
  if (!health) return null;
  if (health.state === "sealed") {
    return (
      <Alert color="red" mb="md" title={t`Its secrets can't be opened`}>
        <Trans>They were sealed with other keys, so it gets no calls. Write them again and save.</Trans>
      </Alert>
    );
  }
  return (
    <Stack gap="xs" mb="md" component="ul" p={0} style={{ listStyle: "none" }} aria-label={t`How the addresses are`}>
      {health.targets.map((target) => (
        <Standing key={target.url} target={target} />
      ))}
    </Stack>
  );
}

function Standing({ target }: { target: TargetHealth }) {
  const { t } = useLingui();
  const { url, state, since, cause, probeIn, failures } = target;
  const well = state === "healthy";
  return (
    <li>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <StateBadge state={well ? "active" : "failed"} label={well ? t`Takes calls` : t`Down`} />
        <div style={{ minWidth: 0 }}>
          <Text size="sm" style={{ overflowWrap: "anywhere" }}>
            {url}
            {since && (
              <Text span size="sm" c="dimmed">
                {" "}
                <Trans>
                  since <RelativeTime at={since} />
                </Trans>
              </Text>
            )}
          </Text>
          {cause && (
            <Text size="sm" c={well ? "dimmed" : "red"}>
              {cause} {well && failures > 0 && t`${failures} failures in a row.`}
              {!well && probeIn ? t`One call tries again in ${probeIn} s.` : ""}
            </Text>
          )}
        </div>
      </Group>
    </li>
  );
}
