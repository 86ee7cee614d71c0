import { Trans, useLingui } from "@lingui/react/macro";
import { Card, Group, Text } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { createTokenMutation, getAppOptions, listGrantsOptions } from "@/client/@tanstack/react-query.gen";
import type { TokenCreated } from "@/client/types.gen";
import { Crumb } from "@/ui/Crumb";
import { ButtonLink, TextLink } from "@/ui/links";
import { PageHeader } from "@/ui/PageHeader";
import { SecretOnce } from "@/ui/SecretOnce";
import { tokenChanged } from "./tokenChanged";
import { useSampleCall } from "./useSampleCall";
import { fromLink } from "./wizard/link";
import { Wizard } from "./wizard/Wizard";

const route = getRouteApi("/apps/$app/tokens/new");

export function NewTokenPage() {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const { app: id } = route.useParams();
  const search = route.useSearch();
  const { data: app } = useSuspenseQuery(getAppOptions({ path: { app: id } }));
  const { data: grants } = useSuspenseQuery(listGrantsOptions({ path: { app: id } }));
  const create = useMutation({
    ...createTokenMutation(),
    gcTime: 0,
    onSuccess: ({ token }) => tokenChanged(queryClient, token),
  });
  if (create.data) return <Made created={create.data} />;
  return (
    <>
      <PageHeader
        title={t`New token`}
        lead={<Trans>For {app.name}</Trans>}
        above={
          <Crumb>
            <TextLink to="/apps/$app" params={{ app: app.id }} search={{ tab: "tokens" }}>
              {app.name}
            </TextLink>
          </Crumb>
        }
      />
      <Wizard
        app={app}
        grants={grants.items}
        start={fromLink(search)}
        busy={create.isPending}
        error={create.error}
        onCreate={(body) => create.mutate({ path: { app: app.id }, body })}
      />
    </>
  );
}

function Made({ created: { token, secret } }: { created: TokenCreated }) {
  const { t } = useLingui();
  const curl = useSampleCall(token.app, token.environment, token.scopes);
  return (
    <>
      <PageHeader title={t`${token.name} is ready`} />
      <Card withBorder padding="lg" maw={760}>
        {secret ? (
          <SecretOnce secret={secret} curl={curl} />
        ) : (
          <Text>
            <Trans>
              The token was made by an earlier try of this request; its secret was shown then. Rotate it to get a new
              one.
            </Trans>
          </Text>
        )}
        <Group mt="lg">
          <ButtonLink to="/tokens/$token" params={{ token: token.id }}>
            <Trans>Open the token</Trans>
          </ButtonLink>
          <ButtonLink to="/apps/$app" params={{ app: token.app }} search={{ tab: "tokens" }} variant="default">
            <Trans>All tokens of the app</Trans>
          </ButtonLink>
        </Group>
      </Card>
    </>
  );
}
