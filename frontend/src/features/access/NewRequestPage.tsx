import { Trans, useLingui } from "@lingui/react/macro";
import { IconAppWindow } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient, useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { createAccessRequestMutation, listGrantsOptions } from "@/client/@tanstack/react-query.gen";
import { appsOptions } from "@/features/apps/queries";
import { isOwnApi } from "@/lib/portal";
import { Crumb } from "@/ui/Crumb";
import { EmptyState } from "@/ui/EmptyState";
import { ButtonLink, TextLink } from "@/ui/links";
import { PageHeader } from "@/ui/PageHeader";
import { BlockSkeleton } from "@/ui/Skeletons";
import { itemsOf } from "./items";
import { apiChoicesOptions } from "./queries";
import { RequestForm } from "./RequestForm";

const route = getRouteApi("/requests/new");

export function NewRequestPage() {
  const { t } = useLingui();
  const { app, api, scopes, operation, environment, token } = route.useSearch();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const apps = useSuspenseInfiniteQuery(appsOptions)
    .data.pages.flatMap((page) => page.items)
    .filter(({ role }) => role !== "viewer");
  const choices = useSuspenseInfiniteQuery(apiChoicesOptions).data.pages.flatMap((page) => page.items);
  const apis = choices.filter((choice) => !isOwnApi(choice.slug));
  const ask = useMutation({
    ...createAccessRequestMutation(),
    onSuccess: async (request) => {
      await queryClient.invalidateQueries({ queryKey: ["requests"] });
      await navigate({ to: "/requests/$request", params: { request: request.id } });
    },
  });
  const grants = useQuery({ ...listGrantsOptions({ path: { app: app ?? "" } }), enabled: Boolean(app) });
  const items = itemsOf({ api, operation, scopes, environment, grants: grants.data?.items ?? [] });
  return (
    <>
      <PageHeader
        title={t`Ask for access`}
        lead={
          <Trans>Ask for as little as the app needs: less is granted faster and breaks less when a token leaks.</Trans>
        }
        above={
          <Crumb>
            <TextLink to="/requests">
              <Trans>My requests</Trans>
            </TextLink>
          </Crumb>
        }
      />
      {app && grants.isPending ? (
        <BlockSkeleton height={320} />
      ) : apps.length === 0 ? (
        <EmptyState
          icon={IconAppWindow}
          title={t`First register an app`}
          action={
            <ButtonLink to="/apps/new">
              <Trans>New app</Trans>
            </ButtonLink>
          }
        >
          <Trans>Access is granted to an app, and its tokens carry parts of it.</Trans>
        </EmptyState>
      ) : (
        <RequestForm
          apps={apps}
          apis={apis}
          initial={{ app: app ?? (apps.length === 1 ? (apps[0]?.id ?? "") : ""), justification: "", items }}
          busy={ask.isPending}
          error={ask.error}
          onSubmit={(body) => ask.mutate({ body: token ? { ...body, token } : body })}
        />
      )}
    </>
  );
}
