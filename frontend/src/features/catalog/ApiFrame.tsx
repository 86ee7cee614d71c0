import { Trans, useLingui } from "@lingui/react/macro";
import { IconBook2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { listPlansOptions } from "@/client/@tanstack/react-query.gen";
import type { Api } from "@/client/types.gen";
import { isOwnApi } from "@/lib/portal";
import { useSession } from "@/lib/session";
import { Crumb } from "@/ui/Crumb";
import { LinkTabs } from "@/ui/LinkTabs";
import { ButtonLink, TextLink } from "@/ui/links";
import { PageHeader } from "@/ui/PageHeader";
import { StateBadge } from "@/ui/StateBadge";
import { FollowButton } from "./FollowButton";
import { TeamsBadge } from "./SeenBy";

type Props = { api: Api; tab: "overview" | "changes"; children: ReactNode };

/** ApiFrame is what the pages of one API have in common. */
export function ApiFrame({ api, tab, children }: Props) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const params = { api: api.slug };
  return (
    <>
      <PageHeader
        title={api.name}
        badge={
          <>
            {api.state !== "published" && <StateBadge state={api.state} />}
            <TeamsBadge api={api} />
          </>
        }
        lead={api.summary}
        above={
          <Crumb>
            <TextLink to="/apis">
              <Trans>APIs</Trans>
            </TextLink>
          </Crumb>
        }
        actions={<Actions api={api} />}
      />
      <LinkTabs
        value={tab}
        label={t`Pages of the API`}
        onChange={(next) => void navigate({ to: next === "changes" ? "/apis/$api/changes" : "/apis/$api", params })}
        tabs={[
          { value: "overview", label: t`Overview` },
          { value: "changes", label: t`Changes` },
        ]}
      >
        {children}
      </LinkTabs>
    </>
  );
}

function Actions({ api }: { api: Api }) {
  const me = useSession();
  const params = { api: api.slug };
  const own = isOwnApi(api.slug);
  const { data: plans } = useQuery({ ...listPlansOptions({ path: params }), enabled: !own });
  // Without a plan a request could not be sent.
  const askable = !own && plans?.items.length !== 0;
  return (
    <>
      {api.operations > 0 && (
        <ButtonLink to="/apis/$api/reference" params={params} leftSection={<IconBook2 size={16} aria-hidden />}>
          <Trans>Read the reference</Trans>
        </ButtonLink>
      )}
      {askable && (
        <ButtonLink to={me ? "/requests/new" : "/sign-up"} search={me ? { api: api.slug } : {}} variant="default">
          <Trans>Ask for access</Trans>
        </ButtonLink>
      )}
      {!own && <FollowButton api={api} />}
      {api.canManage && (
        <ButtonLink to="/operate/apis/$api" params={params} variant="default">
          <Trans>Manage</Trans>
        </ButtonLink>
      )}
    </>
  );
}
