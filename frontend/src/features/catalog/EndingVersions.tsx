import { Trans } from "@lingui/react/macro";
import { Alert, Stack } from "@mantine/core";
import { IconHourglass } from "@tabler/icons-react";
import type { Api, Version } from "@/client/types.gen";
import { TextLink } from "@/ui/links";
import { RelativeTime } from "@/ui/RelativeTime";

/** EndingVersions warns of versions that are deprecated, with the day on which each is meant to end. */
export function EndingVersions({ api, versions }: { api: Api; versions: Version[] }) {
  const ending = versions.filter((version) => version.state === "deprecated");
  if (ending.length === 0) return null;
  return (
    <Stack gap="xs">
      {ending.map((version) => (
        <Alert key={version.id} color="orange" variant="light" icon={<IconHourglass size={18} aria-hidden />}>
          {version.sunsetAt ? (
            <Trans>
              Version {version.label} is deprecated and is meant to end <RelativeTime at={version.sunsetAt} />.
            </Trans>
          ) : (
            <Trans>Version {version.label} is deprecated. It still answers; plan to move away from it.</Trans>
          )}{" "}
          {api.currentVersion && api.currentVersion !== version.label && (
            <TextLink
              to="/apis/$api/changes"
              params={{ api: api.slug }}
              search={{ from: version.label, to: api.currentVersion }}
              inherit
              underline="always"
            >
              <Trans>See what changes with {api.currentVersion}</Trans>
            </TextLink>
          )}
        </Alert>
      ))}
    </Stack>
  );
}
