import { Trans, useLingui } from "@lingui/react/macro";
import { Accordion, Group, Stack, Text } from "@mantine/core";
import { IconCircle, IconCircleCheck, IconCircleDashed } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getChecklistOptions } from "@/client/@tanstack/react-query.gen";
import type { App, ChecklistItem } from "@/client/types.gen";
import { TextLink } from "@/ui/links";
import { Panel } from "@/ui/Panel";
import { wordsOf } from "./points";
import { SecretPlace } from "./SecretPlace";

/** Checklist says what would make an app safer; each point ticks itself from what is true. */
export function Checklist({ app }: { app: App }) {
  const { t } = useLingui();
  const { data } = useSuspenseQuery(getChecklistOptions({ path: { app: app.id } }));
  const counted = data.items.filter((item) => item.state !== "empty");
  const done = counted.filter((item) => item.state === "done").length;
  return (
    <Panel title={t`Security checklist`}>
      <Text size="sm" c="dimmed" mb="sm">
        <Trans>
          {done} of {counted.length} points are done. They tick themselves from what is true of the app's tokens.
        </Trans>
      </Text>
      <Accordion variant="separated" order={3}>
        {data.items.map((item) => (
          <Accordion.Item key={item.point} value={item.point}>
            <Accordion.Control icon={<Tick state={item.state} />}>
              <Text size="sm" fw={600}>
                {wordsOf(item).title}
              </Text>
              <Text size="sm" c="dimmed">
                <Standing item={item} />
              </Text>
            </Accordion.Control>
            <Accordion.Panel>
              <Stack gap="sm">
                <Text size="sm">{wordsOf(item).why}</Text>
                {item.point === "secret" && <SecretPlace app={app} list={data} />}
                <Mend item={item} app={app} />
                <Text size="sm">
                  <TextLink to="/guides/$guide" params={{ guide: guideOf(item) }} underline="always" inherit>
                    {item.point === "exposed" ? (
                      <Trans>Read: Policy and incident process</Trans>
                    ) : (
                      <Trans>Read: Keeping tokens safe</Trans>
                    )}
                  </TextLink>
                </Text>
              </Stack>
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </Panel>
  );
}

const guideOf = (item: ChecklistItem) => (item.point === "exposed" ? "policy-and-incidents" : "keeping-tokens-safe");

function Tick({ state }: { state: ChecklistItem["state"] }) {
  if (state === "done") return <IconCircleCheck size={22} color="var(--mantine-color-green-6)" aria-hidden />;
  if (state === "open") return <IconCircle size={22} color="var(--mantine-color-orange-6)" aria-hidden />;
  return <IconCircleDashed size={22} color="var(--mantine-color-dimmed)" aria-hidden />;
}

function Standing({ item }: { item: ChecklistItem }) {
  if (item.state === "done") return <Trans>Done</Trans>;
  if (item.state === "empty") return <Trans>Nothing to check yet</Trans>;
  return <Trans>To do</Trans>;
}

/** Mend leads to where an open point is closed. */
function Mend({ item, app }: { item: ChecklistItem; app: App }) {
  if (item.state !== "open") return null;
  if (item.point === "contacts")
    return (
      <Text size="sm">
        <TextLink to="/apps/$app" params={{ app: app.id }} search={{ tab: "settings" }} underline="always" inherit>
          <Trans>Name a contact</Trans>
        </TextLink>
      </Text>
    );
  if (item.tokens.length === 0) return null;
  return (
    <Group gap="sm">
      <Text size="sm">
        <Trans>Look at:</Trans>
      </Text>
      {item.tokens.map((token) => (
        <TextLink
          key={token.id}
          to="/tokens/$token"
          params={{ token: token.id }}
          size="sm"
          underline="always"
          style={{ overflowWrap: "anywhere" }}
        >
          {token.name}
        </TextLink>
      ))}
    </Group>
  );
}
