import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { deleteApiMutation } from "@/client/@tanstack/react-query.gen";
import type { Api } from "@/client/types.gen";
import { isOwnApi } from "@/lib/portal";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";
import { Panel } from "@/ui/Panel";
import { ApiForm } from "./ApiForm";
import { LosingAccess } from "./LosingAccess";
import { useApiChanged } from "./useApiChanged";
import { useShowTo } from "./useShowTo";

export function DetailsTab({ api }: { api: Api }) {
  const { t } = useLingui();
  const show = useShowTo(api);
  const { slug, name, summary, description, visibility, teams = [], host = "" } = api;
  const initial = { slug, name, summary, description, visibility, teams: teams.map(({ id }) => id) };
  return (
    <Stack maw={760}>
      <ApiForm
        initial={{ ...initial, ...(!isOwnApi(slug) && { host }) }}
        named
        known={teams}
        submit={t`Save`}
        busy={show.busy}
        error={show.asked ? null : show.error}
        onSubmit={({ slug: _, ...body }) => show.save(body)}
      />
      <ConfirmDialog
        opened={show.asked !== undefined}
        onClose={show.cancel}
        title={t`Show ${name} to fewer?`}
        confirm={t`Save and end the access`}
        danger
        busy={show.busy}
        error={show.error}
        onConfirm={show.confirm}
      >
        {show.asked && <LosingAccess effects={show.asked.effects} />}
      </ConfirmDialog>
      <Panel title={t`Remove this API`}>
        <Text size="sm" mb="sm">
          <Trans>
            Only an API that nobody was granted can be removed. Retire its versions to end it for everybody.
          </Trans>
        </Text>
        <RemoveApi api={api} />
      </Panel>
    </Stack>
  );
}

function RemoveApi({ api }: { api: Api }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const changed = useApiChanged(api.slug);
  const [opened, dialog] = useDisclosure(false);
  const [typed, setTyped] = useState("");
  const remove = useMutation({
    ...deleteApiMutation(),
    onSuccess: async () => {
      done(t`${api.name} is removed`);
      await navigate({ to: "/operate/apis" });
      await changed();
    },
  });
  return (
    <>
      <Button color="red" variant="light" onClick={dialog.open}>
        <Trans>Remove…</Trans>
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={dialog.close}
        title={t`Remove ${api.name}?`}
        confirm={t`Remove`}
        danger
        busy={remove.isPending}
        disabled={typed !== api.slug}
        error={remove.error}
        onConfirm={() => remove.mutate({ path: { api: api.slug } })}
      >
        <Text size="sm">
          <Trans>Its versions, plans and scopes go with it. This can't be undone.</Trans>
        </Text>
        <TextInput
          label={t`Type ${api.slug} to confirm`}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          data-autofocus
        />
      </ConfirmDialog>
    </>
  );
}
