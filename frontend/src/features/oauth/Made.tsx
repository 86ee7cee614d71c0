import { Trans } from "@lingui/react/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import type { OAuthClientMade } from "@/client/types.gen";
import { SecretOnce } from "@/ui/SecretOnce";
import { sampleCall } from "./sampleCall";

/** Made shows what a new client, or a new secret, is called with. The secret is seen here and never again. */
export function Made({ made, onClose }: { made: OAuthClientMade; onClose: () => void }) {
  return (
    <Stack>
      {made.secret ? (
        <SecretOnce
          secret={made.secret}
          variable="GATEHOUSE_CLIENT_SECRET"
          beside={{ GATEHOUSE_CLIENT_ID: made.client.id }}
          curl={sampleCall(made.client)}
          lost={<Trans>If it gets lost, add another one and revoke this one.</Trans>}
        />
      ) : (
        <Text size="sm">
          <Trans>
            The client {made.client.id} proves itself by assertions that its own key signs. Their audience is{" "}
            {made.client.issuer}.
          </Trans>
        </Text>
      )}
      <Group justify="flex-end">
        <Button onClick={onClose}>{made.secret ? <Trans>I have kept it</Trans> : <Trans>Done</Trans>}</Button>
      </Group>
    </Stack>
  );
}
