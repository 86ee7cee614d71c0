import { Trans } from "@lingui/react/macro";
import { Alert } from "@mantine/core";
import { IconEye } from "@tabler/icons-react";

/** ViewerNote says why nothing can be changed here. */
export function ViewerNote({ team }: { team: string }) {
  return (
    <Alert variant="light" color="gray" mb="md" icon={<IconEye aria-hidden />}>
      <Trans>
        You are a viewer in the team {team}: you see everything here and change nothing. Ask an owner of the team to
        make you a developer.
      </Trans>
    </Alert>
  );
}
