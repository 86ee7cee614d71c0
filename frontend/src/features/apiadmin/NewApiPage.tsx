import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { createApiMutation } from "@/client/@tanstack/react-query.gen";
import { Crumb } from "@/ui/Crumb";
import { TextLink } from "@/ui/links";
import { PageHeader } from "@/ui/PageHeader";
import { ApiForm } from "./ApiForm";

export function NewApiPage() {
  const { t } = useLingui();
  const client = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation({
    ...createApiMutation(),
    onSuccess: async (api) => {
      await client.invalidateQueries({ queryKey: ["apis"] });
      await navigate({ to: "/operate/apis/$api", params: { api: api.slug } });
    },
  });
  return (
    <>
      <PageHeader
        title={t`New API`}
        lead={<Trans>Its document comes next. Nobody sees the API until a version of it is published.</Trans>}
        above={
          <Crumb>
            <TextLink to="/operate/apis">
              <Trans>Manage APIs</Trans>
            </TextLink>
          </Crumb>
        }
      />
      <ApiForm
        initial={{ name: "", slug: "", summary: "", description: "", visibility: "public", teams: [] }}
        submit={t`Create the API`}
        busy={create.isPending}
        error={create.error}
        onSubmit={(body) => create.mutate({ body })}
      />
    </>
  );
}
