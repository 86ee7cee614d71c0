import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Group, Text } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import type { Token } from "@/client/types.gen";
import { useNow } from "@/lib/useNow";
import { ButtonLink } from "@/ui/links";
import { RelativeTime } from "@/ui/RelativeTime";

const days = 7 * 86_400_000;

/** Reused warns that a secret which a rotation ended was used lately. */
export function Reused({ token, at }: { token: Token; at: string }) {
  const { t } = useLingui();
  const now = useNow();
  if (now - Date.parse(at) > days) return null;
  return (
    <Alert
      color="orange"
      variant="light"
      icon={<IconHistory aria-hidden />}
      title={t`A replaced secret is still in use`}
    >
      <Text size="sm">
        <Trans>
          <RelativeTime at={at} />, a call came with a secret that a rotation had ended, and was refused. Put the new
          secret in place there. If the program isn't yours, somebody else has the old secret.
        </Trans>
      </Text>
      <Group mt="sm">
        <ButtonLink size="xs" variant="default" to="/usage" search={{ tab: "calls", token: token.id, status: "401" }}>
          <Trans>See these calls</Trans>
        </ButtonLink>
      </Group>
    </Alert>
  );
}
