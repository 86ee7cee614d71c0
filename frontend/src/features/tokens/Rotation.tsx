import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Alert, Box, Button, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  cancelRotationMutation,
  finishRotationWhenSilentMutation,
  getTokenRotationOptions,
} from "@/client/@tanstack/react-query.gen";
import type { Token } from "@/client/types.gen";
import { useNow } from "@/lib/useNow";
import { done } from "@/ui/notify";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { ExtendDialog } from "./ExtendDialog";
import { FinishRotation } from "./FinishRotation";
import { SecretTraffic } from "./SecretTraffic";
import { SilenceSelect } from "./SilenceSelect";
import { tokenChanged } from "./tokenChanged";

const hour = 3_600_000;

/** Rotation shows who still uses which of a rotating token's secrets, and how to bring the rotation to an end. */
export function Rotation({ token }: { token: Token }) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const now = useNow();
  const [extending, setExtending] = useState(false);
  const path = { token: token.id };
  const traffic = useQuery({ ...getTokenRotationOptions({ path }), refetchInterval: 10_000 });
  const saved = (message: string) => async (changed: Token) => {
    await tokenChanged(queryClient, changed);
    done(message);
  };
  const cancel = useMutation({
    ...cancelRotationMutation(),
    onSuccess: saved(t`The rotation is cancelled: only the old secret works`),
  });
  const silence = useMutation({
    ...finishRotationWhenSilentMutation(),
    onSuccess: saved(t`Saved`),
  });
  const [newest, older] = token.generations;
  const use = (number?: number) => traffic.data?.generations.find((generation) => generation.number === number);
  const quiet = traffic.data && older ? (use(older.number)?.lastUsedAt ?? traffic.data.since) : undefined;
  const hours =
    quiet && newest ? Math.floor((now - Math.max(Date.parse(quiet), Date.parse(newest.createdAt))) / hour) : 0;
  return (
    <Panel title={t`Two secrets work during this rotation`}>
      <Stack gap="md">
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          {newest && (
            <SecretTraffic
              title={t`New secret`}
              generation={newest}
              use={use(newest.number)}
              since={traffic.data?.since}
            />
          )}
          {older && (
            <SecretTraffic
              title={t`Old secret`}
              generation={older}
              use={use(older.number)}
              since={traffic.data?.since}
            />
          )}
        </SimpleGrid>
        {hours >= 1 && use(newest?.number)?.lastUsedAt && (
          <Alert color="green" variant="light">
            <Plural
              value={hours}
              one="The old secret has been silent for # hour. Finish now?"
              other="The old secret has been silent for # hours. Finish now?"
            />
          </Alert>
        )}
        {newest?.pending && (
          <Text size="sm" c="dimmed">
            <Trans>
              The old secret's time starts with the first use of the new one. Until then you can still go back.
            </Trans>
          </Text>
        )}
        <Box maw={420}>
          <SilenceSelect
            token={token}
            value={token.finishSilentSeconds ?? 0}
            disabled={silence.isPending}
            onChange={(finishSilentSeconds) => silence.mutate({ path, body: { finishSilentSeconds } })}
          />
        </Box>
        <ProblemAlert error={cancel.error ?? silence.error ?? traffic.error} />
        <Group>
          {newest && older && (
            <FinishRotation token={token} used={use(newest.number)?.lastUsedAt} old={use(older.number)} />
          )}
          {newest?.pending ? (
            <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate({ path })}>
              <Trans>Cancel: end the new secret</Trans>
            </Button>
          ) : (
            <Button variant="default" onClick={() => setExtending(true)}>
              <Trans>Give the old secret more time</Trans>
            </Button>
          )}
        </Group>
      </Stack>
      {extending && <ExtendDialog token={token} onClose={() => setExtending(false)} />}
    </Panel>
  );
}
