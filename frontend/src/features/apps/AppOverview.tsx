import { Trans, useLingui } from "@lingui/react/macro";
import { Stack } from "@mantine/core";
import { useSuspenseInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { listGrantsOptions } from "@/client/@tanstack/react-query.gen";
import type { App } from "@/client/types.gen";
import { SeriesPanel } from "@/features/usage/SeriesPanel";
import { Facts } from "@/ui/Facts";
import { ButtonLink } from "@/ui/links";
import { NextSteps, type Step } from "@/ui/NextSteps";
import { Panel } from "@/ui/Panel";
import { RelativeTime } from "@/ui/RelativeTime";
import { StateBadge } from "@/ui/StateBadge";
import { Checklist } from "./checklist/Checklist";
import { appTokensOptions } from "./queries";
import { TeamBadge } from "./TeamBadge";

export function AppOverview({ app }: { app: App }) {
  const { t } = useLingui();
  const tokens = useSuspenseInfiniteQuery(appTokensOptions(app.id)).data.pages.flatMap((page) => page.items);
  const { data: grants } = useSuspenseQuery(listGrantsOptions({ path: { app: app.id } }));
  const used = tokens.some((token) => token.lastUsedAt);
  const live = grants.items.some((grant) => grant.environment === "live" && grant.state === "active");
  const liveToken = tokens.some((token) => token.environment === "live" && token.state !== "revoked");
  const steps: Step[] = [
    { done: tokens.length > 0, label: t`Have a token`, link: { to: "token", text: t`New token` } },
    ...(grants.items.length === 0
      ? [
          {
            done: false,
            label: t`Get access to the sandbox`,
            hint: t`The app's tokens open nothing until it has access to an API.`,
            link: { to: "sandbox", text: t`Ask for access` },
          },
        ]
      : []),
    {
      done: used,
      label: t`Make the first call`,
      hint: t`Copy a sample from an API's reference, or send it from there.`,
      link: { to: "apis", text: t`APIs` },
    },
    { done: live, label: t`Get live access`, link: { to: "live", text: t`Ask for access` } },
    { done: liveToken, label: t`Make a live token`, link: { to: "token", text: t`New live token` } },
  ];
  return (
    <Stack>
      <SeriesPanel filter={{ app: app.id, range: "24h" }} title={t`Calls in the last 24 hours`} />
      {app.role !== "viewer" && (
        <NextSteps
          title={t`On the way to live`}
          steps={steps}
          render={({ link }) => link && <StepLink app={app.id} to={link.to} text={link.text} />}
        />
      )}
      <Checklist app={app} />
      <Panel title={t`Details`}>
        <Facts
          facts={[
            { term: t`State`, value: <StateBadge state={app.state} /> },
            { term: t`Owner`, value: app.team ? <TeamBadge app={app} /> : app.ownerName },
            { term: t`Created`, value: <RelativeTime at={app.createdAt} /> },
            { term: t`Origins`, value: app.redirectOrigins.join(", ") || "–" },
            { term: t`Contacts`, value: app.contacts.join(", ") || "–" },
            {
              term: t`APIs`,
              value: [...new Set(grants.items.map((grant) => grant.apiName))].join(", ") || <Trans>none yet</Trans>,
            },
          ]}
        />
      </Panel>
    </Stack>
  );
}

function StepLink({ app, to, text }: { app: string; to: string; text: string }) {
  const look = { size: "xs", variant: "light" } as const;
  if (to === "apis") {
    return (
      <ButtonLink to="/apis" {...look}>
        {text}
      </ButtonLink>
    );
  }
  if (to === "sandbox" || to === "live") {
    return (
      <ButtonLink to="/requests/new" search={{ app, environment: to }} {...look}>
        {text}
      </ButtonLink>
    );
  }
  return (
    <ButtonLink to="/apps/$app/tokens/new" params={{ app }} {...look}>
      {text}
    </ButtonLink>
  );
}
