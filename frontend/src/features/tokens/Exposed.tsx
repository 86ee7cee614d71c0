import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, Group, Text } from "@mantine/core";
import { IconEyeExclamation } from "@tabler/icons-react";
import { useState } from "react";
import type { Token } from "@/client/types.gen";
import { RelativeTime } from "@/ui/RelativeTime";
import { RotateDialog } from "./RotateDialog";

/** Exposed warns that a secret in use was sent over plain HTTP, and offers the way out. */
export function Exposed({ token }: { token: Token }) {
  const { t } = useLingui();
  const [rotating, setRotating] = useState(false);
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconEyeExclamation aria-hidden />}
      title={t`This secret was readable on its way`}
    >
      <Text size="sm">
        <Trans>
          <RelativeTime at={token.exposedAt} />, a program sent it over plain HTTP. The call was refused, but everybody
          on the way could read the secret. Rotate the token, and let the program call over HTTPS.
        </Trans>
      </Text>
      {token.state !== "suspended" && (
        <Group mt="sm">
          <Button color="red" size="xs" onClick={() => setRotating(true)}>
            <Trans>Rotate now</Trans>
          </Button>
        </Group>
      )}
      {rotating && <RotateDialog token={token} onClose={() => setRotating(false)} />}
    </Alert>
  );
}
