import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, Group, Modal, Stack, Switch, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { getTokenQueryKey, rotateTokenMutation } from "@/client/@tanstack/react-query.gen";
import type { Token } from "@/client/types.gen";
import { hasCode } from "@/lib/problem";
import { TextLink } from "@/ui/links";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { SecretOnce } from "@/ui/SecretOnce";
import { OverlapFields } from "./OverlapFields";
import { tokenChanged } from "./tokenChanged";
import { Underway } from "./Underway";
import { useSampleCall } from "./useSampleCall";
import { useAppPolicy } from "./wizard/useAppPolicy";

/** RotateDialog makes a new secret for the same token; the old one keeps working for the chosen overlap. */
export function RotateDialog({ token, onClose }: { token: Token; onClose: () => void }) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const longest = useAppPolicy(token.app, token.scopes)?.rules.maxOverlapSeconds ?? 604_800;
  const [overlap, setOverlap] = useState(86_400);
  const [activate, setActivate] = useState("now");
  const [silence, setSilence] = useState<number>();
  const [compromised, setCompromised] = useState(Boolean(token.exposedAt));
  const [ends, setEnds] = useState(0);
  const [key] = useState(() => crypto.randomUUID()); // a double click must not rotate twice: the first secret would end
  const curl = useSampleCall(token.app, token.environment, token.scopes);
  const rotate = useMutation({
    ...rotateTokenMutation(),
    gcTime: 0,
    onSuccess: (result) => tokenChanged(queryClient, result.token),
    onError: (error) => {
      setEnds(0);
      if (hasCode(error, "tokens.rotation_underway"))
        queryClient.invalidateQueries({ queryKey: getTokenQueryKey({ path: { token: token.id } }) });
    },
  });
  const underway = token.generations.length > 1;
  const seconds = compromised ? 0 : Math.min(overlap, longest);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = {
      overlapSeconds: seconds,
      activate: activate === "now" ? ("now" as const) : ("onFirstUse" as const),
      compromised,
      ...(silence !== undefined && silence < seconds && { finishSilentSeconds: silence }), // else what policy asks for
      ...(underway && !compromised && { endsGeneration: ends }),
    };
    rotate.mutate({ path: { token: token.id }, headers: { "Idempotency-Key": key }, body });
  };
  const secret = rotate.data?.secret;
  return (
    <Modal opened onClose={onClose} title={secret ? t`The new secret` : t`Rotate ${token.name}`} centered size="lg">
      {secret ? (
        <Stack>
          <SecretOnce secret={secret} curl={curl} />
          <Group justify="flex-end">
            <Button onClick={onClose}>
              <Trans>I have stored it</Trans>
            </Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={submit}>
          <Stack>
            <Text size="sm">
              <Trans>
                The token keeps its id, scopes and restrictions and gets a new secret.{" "}
                <TextLink
                  to="/guides/$guide"
                  params={{ guide: "keeping-tokens-safe" }}
                  target="_blank"
                  underline="always"
                  inherit
                >
                  How to rotate without an outage
                </TextLink>
              </Trans>
            </Text>
            <Switch
              label={t`The old secret may have leaked`}
              description={t`Then it stops working at once.`}
              checked={compromised}
              onChange={(event) => setCompromised(event.currentTarget.checked)}
            />
            {compromised && (
              <Text size="sm">
                <TextLink to="/guides/$guide" params={{ guide: "policy-and-incidents" }} target="_blank">
                  <Trans>What else to do when a secret has leaked</Trans>
                </TextLink>
              </Text>
            )}
            {!compromised && underway && !rotate.data && (
              <Underway token={token} value={ends} onChange={setEnds} onFinish={onClose} />
            )}
            {!compromised && (
              <OverlapFields
                token={token}
                seconds={seconds}
                longest={longest}
                onSeconds={setOverlap}
                activate={activate}
                onActivate={setActivate}
                silence={silence}
                onSilence={setSilence}
              />
            )}
            {!(underway && hasCode(rotate.error, "tokens.rotation_underway")) && (
              <ProblemAlert error={rotate.error} fields />
            )}
            {rotate.data && (
              <Alert color="orange" variant="light">
                <Trans>
                  The token was rotated, but its new secret got lost on the way and can't be shown again. Close this
                  dialog and rotate once more.
                </Trans>
              </Alert>
            )}
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                <Trans>Cancel</Trans>
              </Button>
              <Button
                type="submit"
                loading={rotate.isPending}
                disabled={Boolean(rotate.data) || (underway && !compromised && !ends)}
              >
                <Trans>Rotate</Trans>
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
