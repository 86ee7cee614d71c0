import { Trans } from "@lingui/react/macro";
import { Badge } from "@mantine/core";
import { IconFileUpload } from "@tabler/icons-react";

/** Imported marks a token that a key of another system still opens. */
export function Imported() {
  return (
    <Badge
      color="grape"
      variant="light"
      radius="sm"
      tt="none"
      miw="max-content"
      leftSection={<IconFileUpload size={13} aria-hidden />}
    >
      <Trans>Imported key</Trans>
    </Badge>
  );
}
