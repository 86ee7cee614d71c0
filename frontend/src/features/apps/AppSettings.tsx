import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { deleteAppMutation, getAppQueryKey, updateAppMutation } from "@/client/@tanstack/react-query.gen";
import type { App } from "@/client/types.gen";
import { etag } from "@/lib/etag";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { CopyField } from "@/ui/CopyField";
import { done } from "@/ui/notify";
import { Panel } from "@/ui/Panel";
import { AppForm } from "./AppForm";
import { appsOptions } from "./queries";
import { TransferApp } from "./TransferApp";

export function AppSettings({ app }: { app: App }) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const update = useMutation({
    ...updateAppMutation(),
    onSuccess: async (saved) => {
      queryClient.setQueryData(getAppQueryKey({ path: { app: app.id } }), saved);
      await queryClient.invalidateQueries({ queryKey: appsOptions.queryKey });
      done(t`Saved`);
    },
  });
  const { name, purpose, redirectOrigins, contacts } = app;
  if (app.role === "viewer")
    return (
      <Panel title={t`Identity`}>
        <CopyField label={t`App id`} value={app.id} />
      </Panel>
    );
  return (
    <Stack>
      <Panel title={t`About the app`}>
        <AppForm
          key={app.version}
          initial={{ name, purpose, redirectOrigins, contacts }}
          submit={t`Save`}
          busy={update.isPending}
          error={update.error}
          onSubmit={(body) =>
            update.mutate({ path: { app: app.id }, headers: { "If-Match": etag(app.version) }, body })
          }
        />
      </Panel>
      <Panel title={t`Owner of the app`}>
        <TransferApp key={app.version} app={app} />
      </Panel>
      <Panel title={t`Identity`}>
        <CopyField label={t`App id`} value={app.id} />
      </Panel>
      <Panel title={t`Delete`}>
        <DeleteApp app={app} />
      </Panel>
    </Stack>
  );
}

function DeleteApp({ app }: { app: App }) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [opened, { open, close }] = useDisclosure(false);
  const [typed, setTyped] = useState("");
  const remove = useMutation({
    ...deleteAppMutation(),
    onSuccess: async () => {
      done(t`${app.name} was deleted`);
      await navigate({ to: "/apps" });
      await queryClient.invalidateQueries({ queryKey: appsOptions.queryKey });
    },
  });
  return (
    <>
      <Text size="sm" mb="sm">
        <Trans>Its tokens stop working at once and its access ends. This can't be undone.</Trans>
      </Text>
      <Button color="red" variant="outline" onClick={open}>
        <Trans>Delete this app</Trans>
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={close}
        title={t`Delete ${app.name}?`}
        confirm={t`Delete`}
        danger
        busy={remove.isPending}
        disabled={typed !== app.name}
        error={remove.error}
        onConfirm={() => remove.mutate({ path: { app: app.id } })}
      >
        <Text size="sm">
          <Plural
            value={app.tokens}
            _0="No token dies with it."
            one="# token dies with it."
            other="# tokens die with it."
          />{" "}
          <Trans>Type the name of the app to go on.</Trans>
        </Text>
        <TextInput
          label={t`Name of the app`}
          placeholder={app.name}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </ConfirmDialog>
    </>
  );
}
