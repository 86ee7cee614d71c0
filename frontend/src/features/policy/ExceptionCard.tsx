import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Card, Group, Text } from "@mantine/core";
import { useState } from "react";
import type { PolicyException } from "@/client/types.gen";
import { dayOf } from "@/lib/format";
import { TextLink } from "@/ui/links";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";
import { type Act, DecideDialog } from "./DecideDialog";
import { usePolicyWords } from "./words";

type Props = { exception: PolicyException; decides?: boolean };

/** ExceptionCard shows one exception; decides offers those who set policy to decide. */
export function ExceptionCard({ exception, decides }: Props) {
  const { t } = useLingui();
  const { rule } = usePolicyWords();
  const [act, setAct] = useState<Act>();
  const { state, own } = exception;
  const open = state === "pending" || state === "approved";
  return (
    <Card withBorder padding="sm" component="li">
      <Group gap="xs">
        <Text fw={600}>{rule(exception.rule)}</Text>
        <StateBadge state={state} />
        {decides && (
          <TextLink to="/apps/$app" params={{ app: exception.app }} search={{ tab: "policy" }}>
            {exception.appName || exception.app}
          </TextLink>
        )}
      </Group>
      <Text size="sm" style={{ overflowWrap: "anywhere" }}>
        {exception.reason}
      </Text>
      <Text size="sm" c="dimmed">
        <Trans>
          Asked for by {exception.requestedBy} <RelativeTime at={exception.requestedAt} />, until{" "}
          {dayOf(exception.endsAt)}.
        </Trans>
      </Text>
      {exception.decisionReason && (
        <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          {exception.decidedBy}: {exception.decisionReason}
        </Text>
      )}
      <Group gap="xs" mt="xs">
        {decides && state === "pending" && !own && (
          <>
            <Button size="compact-sm" onClick={() => setAct("approve")}>
              <Trans>Approve</Trans>
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => setAct("deny")}>
              <Trans>Deny</Trans>
            </Button>
          </>
        )}
        {decides && state === "pending" && own && (
          <Text size="sm">
            <Trans>Yours: another person who sets policy decides.</Trans>
          </Text>
        )}
        {open && (own || (decides && state === "approved")) && (
          <Button size="compact-sm" variant="default" onClick={() => setAct("end")}>
            {state === "pending" ? t`Withdraw` : t`End it`}
          </Button>
        )}
      </Group>
      {act && <DecideDialog exception={exception} act={act} onClose={() => setAct(undefined)} />}
    </Card>
  );
}
