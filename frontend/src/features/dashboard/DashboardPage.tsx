import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Alert, SimpleGrid, Stack } from "@mantine/core";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { requestsOptions } from "@/features/access/queries";
import { FirstApi } from "@/features/apiadmin/FirstApi";
import { appsOptions } from "@/features/apps/queries";
import { AsksNote } from "@/features/narrowing/AsksNote";
import { Offers } from "@/features/teams/Offers";
import { SeriesPanel } from "@/features/usage/SeriesPanel";
import { useMe } from "@/lib/session";
import { ButtonLink, TextLink } from "@/ui/links";
import { NextSteps, type Step } from "@/ui/NextSteps";
import { PageHeader } from "@/ui/PageHeader";
import { AppCard } from "./AppCard";
import { TokenAlerts } from "./TokenAlerts";

/** DashboardPage says how my apps are and what to do next. */
export function DashboardPage() {
  const { t } = useLingui();
  const me = useMe();
  const apps = useSuspenseInfiniteQuery(appsOptions).data.pages.flatMap((page) => page.items);
  const requests = useSuspenseInfiniteQuery(requestsOptions({ mine: true })).data.pages.flatMap((page) => page.items);
  const waiting = requests.filter((request) => request.state === "pending").length;
  const steps: Step[] = [
    { done: true, label: t`Make an account with a passkey` },
    {
      done: apps.length > 0,
      label: t`Register an app`,
      hint: t`Its first sandbox token comes with it, with a line to try at once.`,
      link: { to: "/apps/new", text: t`New app` },
    },
    {
      done: requests.length > 0,
      label: t`Ask for live access`,
      hint: t`Choose an API, a plan and the scopes that you need.`,
      link: { to: "/requests/new", text: t`Ask for access` },
    },
  ];
  return (
    <>
      <PageHeader
        title={t`Hello, ${me.account.name}`}
        actions={
          apps.length > 0 && (
            <ButtonLink to="/apps/new">
              <Trans>New app</Trans>
            </ButtonLink>
          )
        }
      />
      {me.teamInvitations > 0 && <Offers />}
      <Stack>
        <TokenAlerts apps={apps.slice(0, 6).map((app) => app.id)} />
        <AsksNote />
        {waiting > 0 && (
          <Alert color="yellow" variant="light">
            <Plural value={waiting} one="# request waits for a decision." other="# requests wait for a decision." />{" "}
            <Trans>You are told here and by mail.</Trans>{" "}
            <TextLink to="/requests" inherit c="inherit" underline="always">
              <Trans>See my requests</Trans>
            </TextLink>
          </Alert>
        )}
        <FirstApi />
        <NextSteps
          title={t`Next steps`}
          steps={steps}
          render={(step) => (
            <ButtonLink to={step.link?.to ?? "/apps/new"} size="xs">
              {step.link?.text}
            </ButtonLink>
          )}
        />
        {apps.length > 0 && (
          <>
            <SimpleGrid cols={{ base: 1, sm: 2, xl: 3 }} spacing="md">
              {apps.slice(0, 6).map((app) => (
                <AppCard key={app.id} app={app} />
              ))}
            </SimpleGrid>
            <SeriesPanel filter={{ range: "24h" }} title={t`All calls in the last 24 hours`} />
          </>
        )}
      </Stack>
    </>
  );
}
