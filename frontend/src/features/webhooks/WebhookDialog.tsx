import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { createAppWebhook, createPortalWebhook, updateWebhook } from "@/client/sdk.gen";
import type { Webhook } from "@/client/types.gen";
import { etag } from "@/lib/etag";
import { fieldErrors } from "@/lib/problem";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { EventFields } from "./EventFields";
import { MadeSecret } from "./MadeSecret";
import { webhooksChanged } from "./queries";

type Props = { app: string | undefined; webhook?: Webhook; onClose: () => void };

/** WebhookDialog adds a webhook or changes one; a new address comes with a new secret. */
export function WebhookDialog({ app, webhook, onClose }: Props) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const [url, setUrl] = useState(webhook?.url ?? "");
  const [description, setDescription] = useState(webhook?.description ?? "");
  const [events, setEvents] = useState<string[]>(webhook?.events ?? []);
  const form = useRef<HTMLFormElement>(null);
  const moved = webhook !== undefined && url.trim() !== webhook.url;
  const save = useMutation({
    gcTime: 0,
    mutationFn: async () => {
      const body = { url, description, events };
      if (webhook) {
        const headers = { "If-Match": etag(webhook.version) };
        return (await updateWebhook({ path: { webhook: webhook.id }, headers, body: { ...body, newSecret: moved } }))
          .data;
      }
      return (app ? await createAppWebhook({ path: { app }, body }) : await createPortalWebhook({ body })).data;
    },
    onSuccess: async (made) => {
      await webhooksChanged(queryClient);
      if (!made.secret) onClose();
    },
    // The button is below a screenful of events, and what is wrong above it.
    onError: () =>
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus()),
  });
  const errors = fieldErrors(save.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const title = webhook ? t`Change the webhook` : t`Add a webhook`;
  return (
    <Modal
      opened
      onClose={onClose}
      title={save.data?.secret ? t`The secret is made` : title}
      size="lg"
      closeOnClickOutside={!save.data?.secret}
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      {save.data?.secret ? (
        <MadeSecret secret={save.data.secret} onClose={onClose} />
      ) : (
        <form ref={form} onSubmit={submit} noValidate>
          <Stack>
            <TextInput
              label={t`Address`}
              description={
                moved
                  ? t`Another address gets a new secret; the old one ends at once.`
                  : t`It receives a POST for each event.`
              }
              placeholder="https://hooks.example.com/gatehouse"
              type="url"
              required
              data-autofocus
              value={url}
              error={errors["url"]}
              onChange={(event) => setUrl(event.currentTarget.value)}
            />
            <TextInput
              label={t`What receives there`}
              value={description}
              error={errors["description"]}
              onChange={(event) => setDescription(event.currentTarget.value)}
            />
            <EventFields portal={app === undefined} value={events} error={errors["events"]} onChange={setEvents} />
            {Object.keys(errors).length === 0 && <ProblemAlert error={save.error} />}
            <Group justify="flex-end">
              <Button type="submit" loading={save.isPending}>
                {webhook ? <Trans>Save</Trans> : <Trans>Add the webhook</Trans>}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
