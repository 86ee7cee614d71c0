import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Card, Group, Stack, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { PolicyEffect, PolicyPreviewRequest } from "@/client/types.gen";
import { fullNumber } from "@/lib/format";
import { pages } from "@/lib/pages";
import { TextLink } from "@/ui/links";
import { More } from "@/ui/More";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { breakingOf } from "./breaking";
import { Replayed } from "./Replayed";

type Props = { effects: PolicyEffect[]; request: PolicyPreviewRequest; mine?: boolean };

/** Effects says which live tokens would break the rules that are about to change. */
export function Effects({ effects, request, mine = false }: Props) {
  const hit = effects.filter((effect) => effect.tokens + effect.clients > 0);
  if (hit.length === 0) {
    return (
      <Text size="sm">
        <Trans>No live token and no OAuth client breaks the rules that change.</Trans>
      </Text>
    );
  }
  return (
    <Stack gap="sm">
      {hit.map((effect) => (
        <Effect key={effect.rule} effect={effect} request={{ ...request, rule: effect.rule }} mine={mine} />
      ))}
    </Stack>
  );
}

type EffectProps = { effect: PolicyEffect; request: PolicyPreviewRequest; mine: boolean };

function Effect({ effect, request, mine }: EffectProps) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  const { tokens, owners, usedLately, most, clients, clientsStopped } = effect;
  const named = most.map((one) => `${one.owner} (${fullNumber(one.tokens)})`).join(", ");
  return (
    <Card withBorder padding="sm">
      <Text size="sm" fw={600}>
        {effect.says}
      </Text>
      {tokens > 0 && (
        <>
          <Text size="sm">
            <Plural value={tokens} one="# live token breaks it" other="# live tokens break it" />,{" "}
            <Plural value={owners} one="of # owner" other="of # owners" />: {named}
            {owners > most.length && "…"}
          </Text>
          <Text size="sm" c="dimmed">
            <Plural
              value={usedLately}
              _0="None of them was used in the last 30 days."
              one="# of them was used in the last 30 days."
              other="# of them were used in the last 30 days."
            />
          </Text>
          <Replayed effect={effect} />
          <Group mt="xs">
            <Button size="compact-sm" variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>
              {open ? t`Hide them` : t`Show them`}
            </Button>
          </Group>
        </>
      )}
      {clients > 0 && (
        <Text size="sm" mt={tokens > 0 ? "xs" : 0}>
          <Plural value={clients} one="# OAuth client breaks it" other="# OAuth clients break it" />.{" "}
          <Plural
            value={clientsStopped}
            _0="None of them works at the moment."
            one="# of them works now; what you choose for tokens is for it too."
            other="# of them work now; what you choose for tokens is for them too."
          />
        </Text>
      )}
      {open && <Breaking request={request} mine={mine} />}
    </Card>
  );
}

function Breaking({ request, mine }: Omit<EffectProps, "effect">) {
  const list = useInfiniteQuery(
    pages(["policy", "breaking", request, mine], (cursor) => breakingOf(request, mine, cursor)),
  );
  return (
    <Stack gap={4} mt="xs">
      <ProblemAlert error={list.error} />
      {list.data?.pages
        .flatMap((page) => page.items)
        .map(({ token, owner, calls }) => (
          <Group key={token.id} justify="space-between" gap="xs">
            <Text size="sm" style={{ overflowWrap: "anywhere" }}>
              <TextLink to="/tokens/$token" params={{ token: token.id }}>
                {token.name}
              </TextLink>{" "}
              · {token.appName} · {owner}
            </Text>
            <Text size="sm" c="dimmed">
              <Plural value={calls} one="# call in 30 days" other="# calls in 30 days" />
            </Text>
          </Group>
        ))}
      <More next={list.hasNextPage} loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
    </Stack>
  );
}
