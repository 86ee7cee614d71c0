import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { askBlockedAddress } from "@/client/sdk.gen";
import { fieldErrors } from "@/lib/problem";
import { Panel } from "@/ui/Panel";
import { StateBadge } from "@/ui/StateBadge";

/** AskPanel says whether calls from an address are refused, and by what. */
export function AskPanel() {
  const { t } = useLingui();
  const [address, setAddress] = useState("");
  const ask = useMutation({
    mutationFn: async () => (await askBlockedAddress({ query: { address: address.trim() }, throwOnError: true })).data,
  });
  const answer = ask.data;
  const reasons = [
    ...(answer?.networks.map((n) => `${n.network} (${n.effect === "allow" ? t`allowed` : t`blocked`}: ${n.reason})`) ??
      []),
    ...(answer?.lists.map((l) => (l.enabled ? l.name : t`${l.name} (switched off)`)) ?? []),
  ];
  return (
    <Panel title={t`Would this address be blocked?`}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          ask.mutate();
        }}
      >
        <Group align="flex-start" gap="sm">
          <TextInput
            aria-label={t`Address`}
            placeholder="198.51.100.7"
            value={address}
            error={fieldErrors(ask.error)["address"]}
            onChange={(event) => setAddress(event.currentTarget.value)}
            style={{ flex: "1 1 220px", maxWidth: 360 }}
          />
          <Button type="submit" variant="default" loading={ask.isPending} disabled={!address.trim()}>
            <Trans>Check</Trans>
          </Button>
        </Group>
      </form>
      {answer && (
        <Stack gap={4} mt="sm" role="status">
          <Group gap="xs">
            <StateBadge
              state={answer.blocked ? "denied" : "allowed"}
              label={answer.blocked ? t`Blocked` : t`Not blocked`}
            />
            <Text size="sm">{answer.address}</Text>
          </Group>
          {reasons.map((reason) => (
            <Text key={reason} size="sm" style={{ overflowWrap: "anywhere" }}>
              {reason}
            </Text>
          ))}
        </Stack>
      )}
    </Panel>
  );
}
