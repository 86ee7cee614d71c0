import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Card, Code, Group, Stack, Text } from "@mantine/core";
import { IconScissors } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { getToken, getTokenAdvice, updateToken } from "@/client/sdk.gen";
import type { NarrowableToken } from "@/client/types.gen";
import { tokenChanged } from "@/features/tokens/tokenChanged";
import { etag } from "@/lib/etag";
import { TextLink } from "@/ui/links";
import { done } from "@/ui/notify";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { StateBadge } from "@/ui/StateBadge";
import { Asked } from "./Asked";
import { without } from "./asks";
import { KeepDialog } from "./KeepDialog";

/** says repeats the campaign's words: the first card of each has them. */
type Props = { item: NarrowableToken; says: boolean };

/** AskCard is one token that its owner is asked to narrow. What its calls began to need since is left to it. */
export function AskCard({ item, says }: Props) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [keeping, setKeeping] = useState(false);
  const path = { token: item.token };
  const narrow = useMutation({
    mutationFn: async () => {
      const [{ data: token }, { data: advice }] = await Promise.all([getToken({ path }), getTokenAdvice({ path })]);
      const scopes = without(token.scopes, item.scopes, advice.unusedScopes);
      const networks = without(token.networks, item.networks, advice.unusedNetworks);
      const headers = { "If-Match": etag(token.version) };
      return (await updateToken({ path, headers, body: { scopes, networks } })).data;
    },
    onSuccess: async (saved) => {
      done(t`${saved.name} holds only what it uses`);
      await tokenChanged(client, saved);
      await client.invalidateQueries({ queryKey: ["narrowing"] });
    },
  });
  return (
    <Card component="li" withBorder padding="md">
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Text fw={600} style={{ overflowWrap: "anywhere" }}>
            <TextLink to="/tokens/$token" params={path} inherit>
              {item.name}
            </TextLink>{" "}
            <Text span c="dimmed" fw={400}>
              {item.appName}
            </Text>
          </Text>
          <Group gap="xs">
            {item.risk && <StateBadge state={item.risk} />}
            <StateBadge state={item.environment} />
          </Group>
        </Group>
        {says && <Asked campaign={item.campaign} />}
        <Text size="sm">
          <Plural
            value={item.calls}
            one="# call of the last 30 days needed none of these:"
            other="# calls of the last 30 days needed none of these:"
          />
        </Text>
        <Group gap={6}>
          {[...item.scopes, ...item.networks].map((unused) => (
            <Code key={unused} style={{ overflowWrap: "anywhere" }}>
              {unused}
            </Code>
          ))}
        </Group>
        <ProblemAlert error={narrow.error} />
        <Group gap="xs">
          <Button
            variant="light"
            leftSection={<IconScissors size={16} aria-hidden />}
            loading={narrow.isPending}
            onClick={() => narrow.mutate()}
          >
            <Trans>Take them away</Trans>
            <span className="visually-hidden"> {item.name}</span>
          </Button>
          <Button variant="default" onClick={() => setKeeping(true)}>
            <Trans>Keep, because…</Trans>
            <span className="visually-hidden"> {item.name}</span>
          </Button>
        </Group>
      </Stack>
      {keeping && <KeepDialog token={item.token} name={item.name} onClose={() => setKeeping(false)} />}
    </Card>
  );
}
