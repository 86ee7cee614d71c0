import { Trans, useLingui } from "@lingui/react/macro";
import { Box, Card, Group, Text } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { createAppMutation, listGrantsOptions } from "@/client/@tanstack/react-query.gen";
import type { AppCreated } from "@/client/types.gen";
import { OwnerSelect } from "@/features/teams/OwnerSelect";
import { useSampleCall } from "@/features/tokens/useSampleCall";
import { useMe } from "@/lib/session";
import { Crumb } from "@/ui/Crumb";
import { ButtonLink, TextLink } from "@/ui/links";
import { PageHeader } from "@/ui/PageHeader";
import { SecretOnce } from "@/ui/SecretOnce";
import { AppForm } from "./AppForm";
import { appsOptions, appTokensOptions } from "./queries";

const route = getRouteApi("/apps/new");

export function NewAppPage() {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const me = useMe();
  const { team: asked = "" } = route.useSearch();
  const [team, setTeam] = useState(me.teams.some(({ id, role }) => id === asked && role !== "viewer") ? asked : "");
  const create = useMutation({
    ...createAppMutation(),
    gcTime: 0,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: appsOptions.queryKey }),
  });
  if (create.data) return <Registered created={create.data} />;
  return (
    <>
      <PageHeader
        title={t`New app`}
        lead={<Trans>Its first sandbox token comes with it, so that you can call at once.</Trans>}
        above={
          <Crumb>
            <TextLink to="/apps">
              <Trans>Apps</Trans>
            </TextLink>
          </Crumb>
        }
      />
      <Box maw={640} mb="md">
        <OwnerSelect
          label={t`Owner`}
          description={t`Everybody in a team sees its apps; developers and owners of the team change them.`}
          value={team}
          onChange={setTeam}
        />
      </Box>
      <AppForm
        initial={{ name: "", purpose: "", redirectOrigins: [], contacts: [] }}
        submit={t`Register the app`}
        busy={create.isPending}
        error={create.error}
        onSubmit={(body) => create.mutate({ body: team ? { ...body, team } : body })}
      />
    </>
  );
}

function Registered({ created }: { created: AppCreated }) {
  const { t } = useLingui();
  const { app, secret } = created;
  const curl = useSampleCall(app.id, "sandbox");
  const { data: grants } = useQuery(listGrantsOptions({ path: { app: app.id } }));
  const closed = grants?.items.length === 0;
  return (
    <>
      <PageHeader title={t`${app.name} is registered`} />
      <Card withBorder padding="lg" maw={760}>
        {secret ? (
          <>
            <Text mb="md">
              {closed ? (
                <Trans>
                  This is its first sandbox token. It opens nothing yet: no API gives every app its sandbox here, so ask
                  for it next.
                </Trans>
              ) : (
                <Trans>
                  This is its first sandbox token. The sandbox answers from the API's own description; nothing real
                  happens.
                </Trans>
              )}
            </Text>
            <SecretOnce secret={secret} curl={curl} />
          </>
        ) : (
          <Text>
            <Trans>No sandbox plan gives access by itself here. Ask for access to an API next.</Trans>
          </Text>
        )}
        <Group mt="lg">
          {closed && <AskForSandbox app={app.id} />}
          <ButtonLink to="/apps/$app" params={{ app: app.id }} variant={closed ? "default" : "filled"}>
            <Trans>Open the app</Trans>
          </ButtonLink>
          {!closed && (
            <ButtonLink to="/requests/new" search={{ app: app.id }} variant="default">
              <Trans>Ask for live access</Trans>
            </ButtonLink>
          )}
        </Group>
      </Card>
    </>
  );
}

/** AskForSandbox leads to a request that comes back to the token, since what is granted later isn't in it by itself. */
function AskForSandbox({ app }: { app: string }) {
  const token = useInfiniteQuery(appTokensOptions(app)).data?.pages[0]?.items[0]?.id;
  return (
    <ButtonLink to="/requests/new" search={{ app, environment: "sandbox", ...(token && { token }) }}>
      <Trans>Ask for sandbox access</Trans>
    </ButtonLink>
  );
}
