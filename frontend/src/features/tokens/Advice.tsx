import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Code, Group, Stack, Text } from "@mantine/core";
import { IconScissors } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  getTokenAdviceOptions,
  getTokenAdviceQueryKey,
  getTokenAskOptions,
  updateTokenMutation,
} from "@/client/@tanstack/react-query.gen";
import type { Token, TokenAdvice } from "@/client/types.gen";
import { Asked } from "@/features/narrowing/Asked";
import { KeepDialog } from "@/features/narrowing/KeepDialog";
import { useMayChange } from "@/features/teams/roles";
import { etag } from "@/lib/etag";
import { done } from "@/ui/notify";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { tokenChanged } from "./tokenChanged";

const thirtyDays = 30 * 86_400_000;

/** Advice proposes a narrower token where its recorded use needed less, and makes it so with one click. */
export function Advice({ token }: { token: Token }) {
  const { data: advice } = useQuery(getTokenAdviceOptions({ path: { token: token.id } }));
  const young = Date.now() - Date.parse(token.createdAt) < thirtyDays;
  if (young || !advice || advice.calls === 0) return null;
  if (advice.unusedScopes.length + advice.unusedNetworks.length === 0) return null;
  return <Narrower token={token} advice={advice} />;
}

function Narrower({ token, advice }: { token: Token; advice: TokenAdvice }) {
  const { t } = useLingui();
  const mayChange = useMayChange(token.owner);
  const client = useQueryClient();
  const { scopes, networks, calls, refused } = advice;
  const { data: ask } = useQuery(getTokenAskOptions({ path: { token: token.id } }));
  const [keeping, setKeeping] = useState(false);
  const narrow = useMutation({
    ...updateTokenMutation(),
    onSuccess: async (saved) => {
      done(t`The token holds only what it uses`);
      await tokenChanged(client, saved);
      await client.invalidateQueries({ queryKey: getTokenAdviceQueryKey({ path: { token: token.id } }) });
      await client.invalidateQueries({ queryKey: ["narrowing"] });
    },
  });
  return (
    <Panel title={t`This token could be narrower`}>
      <Stack gap="sm">
        <Asked campaign={ask?.campaign} keep={ask?.keep} />
        <Text size="sm">
          <Plural
            value={calls}
            one="# call of the last 30 days needed none of these:"
            other="# calls of the last 30 days needed none of these:"
          />
        </Text>
        <Group gap={6}>
          {[...advice.unusedScopes, ...advice.unusedNetworks].map((unused) => (
            <Code key={unused}>{unused}</Code>
          ))}
        </Group>
        <Text size="sm" c="dimmed">
          <Plural
            value={refused}
            _0="None of the calls would have been refused without them."
            one="# of the calls would have been refused without them."
            other="# of the calls would have been refused without them."
          />{" "}
          <Trans>
            What is needed once a year doesn't show in 30 days; you can add scopes again within what the app was
            granted.
          </Trans>
        </Text>
        <ProblemAlert error={narrow.error} />
        {mayChange && (
          <Group>
            <Button
              variant="light"
              leftSection={<IconScissors size={16} aria-hidden />}
              loading={narrow.isPending}
              onClick={() =>
                narrow.mutate({
                  path: { token: token.id },
                  headers: { "If-Match": etag(token.version) },
                  body: { scopes, networks },
                })
              }
            >
              <Trans>Take them away</Trans>
            </Button>
            {ask?.advised && !ask.keep && (
              <Button variant="default" onClick={() => setKeeping(true)}>
                <Trans>Keep, because…</Trans>
              </Button>
            )}
          </Group>
        )}
      </Stack>
      {keeping && <KeepDialog token={token.id} name={token.name} onClose={() => setKeeping(false)} />}
    </Panel>
  );
}
