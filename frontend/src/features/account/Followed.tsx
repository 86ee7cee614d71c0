import { Trans, useLingui } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { listFollowsOptions } from "@/client/@tanstack/react-query.gen";
import { TextLink } from "@/ui/links";
import { Panel } from "@/ui/Panel";

/** Followed lists the APIs whose versions the reader is told of. */
export function Followed() {
  const { t } = useLingui();
  const { data } = useSuspenseQuery(listFollowsOptions());
  return (
    <Panel title={t`APIs that you follow`}>
      {data.items.length === 0 ? (
        <Text size="sm" c="dimmed">
          <Trans>Follow an API on its page to be told of its versions.</Trans>
        </Text>
      ) : (
        <Stack component="ul" gap={4} m={0} p={0} style={{ listStyle: "none" }}>
          {data.items.map((api) => (
            <li key={api.id}>
              <TextLink to="/apis/$api/changes" params={{ api: api.slug }}>
                {api.name}
              </TextLink>{" "}
              <Text span size="sm" c="dimmed">
                {api.currentVersion}
              </Text>
            </li>
          ))}
        </Stack>
      )}
    </Panel>
  );
}
