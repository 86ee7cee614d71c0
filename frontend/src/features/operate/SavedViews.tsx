import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Button, CopyButton, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { IconBookmark, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  listTokenViewsOptions,
  listTokenViewsQueryKey,
  removeTokenViewMutation,
  saveTokenViewMutation,
} from "@/client/@tanstack/react-query.gen";
import type { TokenView, TokenViewFilter } from "@/client/types.gen";
import { fieldErrors } from "@/lib/problem";
import { stringifySearch } from "@/lib/search";
import { TextLink } from "@/ui/links";
import { done } from "@/ui/notify";
import { ProblemAlert } from "@/ui/ProblemAlert";

type Props = { filter: TokenViewFilter; order: TokenView["order"] | undefined; onApply: () => void };

/** SavedViews keeps filters of the inventory under names, and hands their addresses to others. */
export function SavedViews(props: Props) {
  const [open, setOpen] = useState(false);
  const { t } = useLingui();
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconBookmark size={16} aria-hidden />}
        onClick={() => setOpen(true)}
        aria-haspopup="dialog"
      >
        <Trans>Views</Trans>
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={t`Views of all tokens`} centered>
        {open && <Views {...props} onApply={() => [setOpen(false), props.onApply()]} />}
      </Modal>
    </>
  );
}

/** addressOf is what the inventory's address holds for a view. */
export const addressOf = ({ filter, order }: Pick<TokenView, "filter" | "order">) => ({
  ...filter,
  ...(order !== "newest" && { order }),
});

function Views({ filter, order = "newest", onApply }: Props) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const views = useQuery(listTokenViewsOptions());
  const changed = () => client.invalidateQueries({ queryKey: listTokenViewsQueryKey() });
  const save = useMutation({
    ...saveTokenViewMutation(),
    onSuccess: async (view) => {
      setName("");
      done(t`${view.name} is saved`);
      await changed();
    },
  });
  return (
    <Stack>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ body: { name, filter, order } });
        }}
      >
        <Group align="flex-end" wrap="nowrap">
          <TextInput
            label={t`Name for what you see now`}
            description={t`A view of yours with this name is replaced.`}
            value={name}
            maxLength={80}
            error={fieldErrors(save.error)["name"]}
            onChange={(event) => setName(event.currentTarget.value)}
            style={{ flex: 1 }}
          />
          <Button type="submit" loading={save.isPending} disabled={!name.trim()}>
            <Trans>Save</Trans>
          </Button>
        </Group>
      </form>
      <ProblemAlert error={save.error ?? views.error} />
      {views.data?.items.length === 0 && (
        <Text size="sm" c="dimmed">
          <Trans>Nothing is saved yet. Choose filters, give them a name, and come back to them with one click.</Trans>
        </Text>
      )}
      {views.data?.items.map((view) => (
        <ViewLine key={view.id} view={view} onApply={onApply} onRemoved={() => void changed()} />
      ))}
    </Stack>
  );
}

type LineProps = { view: TokenView; onApply: () => void; onRemoved: () => void };

function ViewLine({ view, onApply, onRemoved }: LineProps) {
  const { t } = useLingui();
  const remove = useMutation({ ...removeTokenViewMutation(), onSettled: onRemoved });
  const address = `${window.location.origin}/operate/tokens${stringifySearch(addressOf(view))}`;
  return (
    <Group justify="space-between" wrap="nowrap" gap="xs">
      <TextLink to="/operate/tokens" search={addressOf(view)} onClick={onApply} style={{ overflowWrap: "anywhere" }}>
        {view.name}
      </TextLink>
      <Group gap={4} wrap="nowrap">
        <CopyButton value={address} timeout={1500}>
          {({ copied, copy }) => (
            <Button size="compact-sm" variant="subtle" onClick={copy}>
              {copied ? <Trans>Copied</Trans> : <Trans>Copy link</Trans>}
              <span className="visually-hidden"> {view.name}</span>
            </Button>
          )}
        </CopyButton>
        <ActionIcon
          variant="subtle"
          color="red"
          loading={remove.isPending}
          aria-label={t`Remove ${view.name}`}
          onClick={() => remove.mutate({ path: { view: view.id } })}
        >
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      </Group>
    </Group>
  );
}
