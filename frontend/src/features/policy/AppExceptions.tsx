import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { listAppExceptionsOptions } from "@/client/@tanstack/react-query.gen";
import { Panel } from "@/ui/Panel";
import { AskException } from "./AskException";
import { ExceptionCard } from "./ExceptionCard";

/** AppExceptions shows what an app is freed from, beside the rules, and lets its owner ask. */
export function AppExceptions({ app, viewed }: { app: string; viewed: boolean }) {
  const { t } = useLingui();
  const { data } = useSuspenseQuery(listAppExceptionsOptions({ path: { app } }));
  const [asking, setAsking] = useState(false);
  return (
    <Panel
      title={t`Exceptions`}
      actions={
        !viewed && (
          <Button size="xs" variant="default" onClick={() => setAsking(true)}>
            <Trans>Ask for one</Trans>
          </Button>
        )
      }
    >
      {data.items.length === 0 && (
        <Text size="sm" c="dimmed">
          <Trans>None. When the app can't meet a rule, ask for an exception with a reason and an end.</Trans>
        </Text>
      )}
      <Stack component="ul" gap="xs" p={0} m={0} style={{ listStyle: "none" }}>
        {data.items.map((exception) => (
          <ExceptionCard key={exception.id} exception={exception} />
        ))}
      </Stack>
      {asking && <AskException app={app} onClose={() => setAsking(false)} />}
    </Panel>
  );
}
