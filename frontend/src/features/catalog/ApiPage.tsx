import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Alert, Stack } from "@mantine/core";
import { IconBook2 } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { getApiOptions, listVersionsOptions } from "@/client/@tanstack/react-query.gen";
import { isOwnApi } from "@/lib/portal";
import { useSession } from "@/lib/session";
import { Crumb } from "@/ui/Crumb";
import { ButtonLink, TextLink } from "@/ui/links";
import { Markdown } from "@/ui/Markdown";
import { PageHeader } from "@/ui/PageHeader";
import { Panel } from "@/ui/Panel";
import { StateBadge } from "@/ui/StateBadge";
import { PlanCards } from "./PlanCards";
import { VersionList } from "./VersionList";

const route = getRouteApi("/apis/$api");

export function ApiPage() {
  const { t } = useLingui();
  const { api: slug } = route.useParams();
  const { data: api } = useSuspenseQuery(getApiOptions({ path: { api: slug } }));
  const { data: versions } = useSuspenseQuery(listVersionsOptions({ path: { api: slug } }));
  const me = useSession();
  return (
    <>
      <PageHeader
        title={api.name}
        badge={api.state !== "published" && <StateBadge state={api.state} />}
        lead={api.summary}
        above={
          <Crumb>
            <TextLink to="/apis">
              <Trans>APIs</Trans>
            </TextLink>
          </Crumb>
        }
        actions={
          <>
            {api.operations > 0 && (
              <ButtonLink
                to="/apis/$api/reference"
                params={{ api: api.slug }}
                leftSection={<IconBook2 size={16} aria-hidden />}
              >
                <Trans>Read the reference</Trans>
              </ButtonLink>
            )}
            {!isOwnApi(api.slug) && (
              <ButtonLink to={me ? "/requests/new" : "/sign-up"} search={me ? { api: api.slug } : {}} variant="default">
                <Trans>Ask for access</Trans>
              </ButtonLink>
            )}
            {api.canManage && (
              <ButtonLink to="/operate/apis/$api" params={{ api: api.slug }} variant="default">
                <Trans>Manage</Trans>
              </ButtonLink>
            )}
          </>
        }
      />
      <Stack gap="xl" maw={1040}>
        {api.state === "deprecated" && (
          <Alert color="orange" variant="light">
            <Trans>This API is deprecated. It still answers; plan to move away from it.</Trans>
          </Alert>
        )}
        <Markdown text={api.description} />
        {!isOwnApi(api.slug) && <PlanCards api={api.slug} />}
        <Panel title={t`Versions`}>
          <VersionList api={api} versions={versions.items} />
          <span className="visually-hidden">
            <Plural value={versions.items.length} one="# version" other="# versions" />
          </span>
        </Panel>
      </Stack>
    </>
  );
}
