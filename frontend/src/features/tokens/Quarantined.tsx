import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconShieldHalf } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { endQuarantineMutation } from "@/client/@tanstack/react-query.gen";
import type { Quarantine, Token } from "@/client/types.gen";
import { exactTime } from "@/lib/format";
import { done } from "@/ui/notify";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { tokenChanged } from "./tokenChanged";

/** viewed says that whoever looks changes nothing. */
type QuarantinedProps = { token: Token; quarantine: Quarantine; viewed: boolean };

/** Quarantined says what still passes and until when, and ends it in one click. */
export function Quarantined({ token, quarantine, viewed }: QuarantinedProps) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const end = useMutation({
    ...endQuarantineMutation(),
    onSuccess: async (saved) => {
      await tokenChanged(queryClient, saved);
      done(t`${token.name} works as before`);
    },
  });
  const { by, reason, endsAt, networks } = quarantine;
  const passes = {
    readOnly: t`Only reading passes: GET, HEAD and OPTIONS, no WebSocket.`,
    slow: t`One request a minute passes.`,
    knownNetworks: t`Only calls from ${networks.join(", ")} pass.`,
  }[quarantine.mode];
  return (
    <Alert
      color="yellow"
      variant="light"
      icon={<IconShieldHalf aria-hidden />}
      title={t`In quarantine until ${exactTime(endsAt)}`}
    >
      <Stack gap="sm">
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {passes}{" "}
          <Trans>
            {by} began it: {reason}
          </Trans>
        </Text>
        <ProblemAlert error={end.error} />
        {!viewed && (
          <Group>
            <Button size="xs" loading={end.isPending} onClick={() => end.mutate({ path: { token: token.id } })}>
              <Trans>End the quarantine</Trans>
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  );
}
