import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Stack, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { listGrantsOptions, updateTokenMutation } from "@/client/@tanstack/react-query.gen";
import type { Token } from "@/client/types.gen";
import { etag } from "@/lib/etag";
import { fieldErrors } from "@/lib/problem";
import { done } from "@/ui/notify";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { EditScopes, toAsk } from "./EditScopes";
import { tokenChanged } from "./tokenChanged";

interface Props {
  token: Token;
  /** What a refused call would have needed, put into the form and saved only by the person. */
  adding?: { network?: string | undefined; origin?: string | undefined; scopes?: string | undefined };
  onClose: () => void;
}

const joined = (have: string[], ...more: (string | undefined)[]): string[] => [
  ...new Set([...have, ...more.filter((one): one is string => Boolean(one))]),
];

/** EditDialog changes name, restrictions and scopes without a new secret. What the app wasn't granted becomes a request. */
export function EditDialog({ token, adding = {}, onClose }: Props) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { name, description, app, environment } = token;
  const scopes = joined(token.scopes, ...(adding.scopes?.split(" ") ?? []));
  const [networks, origins] = [joined(token.networks, adding.network), joined(token.origins, adding.origin)];
  const form = useForm({ initialValues: { name, description, networks, origins, scopes } });
  const grants = useQuery(listGrantsOptions({ path: { app } }));
  const granted = (grants.data?.items ?? [])
    .filter((grant) => grant.environment === environment && grant.state === "active")
    .flatMap((grant) => grant.scopes);
  const missing = toAsk(form.values.scopes, token.scopes, granted);
  const update = useMutation({
    ...updateTokenMutation(),
    onError: (error) => form.setErrors(fieldErrors(error)),
    onSuccess: async (saved) => {
      await tokenChanged(queryClient, saved);
      onClose();
      done(t`Saved`);
      if (missing.length > 0) {
        const search = { app, environment, scopes: missing.join(" "), token: token.id };
        await navigate({ to: "/requests/new", search });
      }
    },
  });
  return (
    <Modal opened onClose={onClose} title={t`Edit ${token.name}`} centered size="lg">
      <form
        noValidate
        onSubmit={form.onSubmit((body) =>
          update.mutate({
            path: { token: token.id },
            headers: { "If-Match": etag(token.version) },
            body: { ...body, scopes: body.scopes.filter((scope) => !missing.includes(scope)) },
          }),
        )}
      >
        <Stack>
          <TextInput label={t`Name`} required data-autofocus {...form.getInputProps("name")} />
          <Textarea label={t`Description`} autosize minRows={2} {...form.getInputProps("description")} />
          {grants.data && (
            <EditScopes
              held={token.scopes}
              granted={granted}
              value={form.values.scopes}
              onChange={(next) => form.setFieldValue("scopes", next)}
              error={form.errors["scopes"]}
            />
          )}
          <TagsInput
            label={t`Networks`}
            splitChars={[",", " "]}
            acceptValueOnBlur
            {...form.getInputProps("networks")}
          />
          <TagsInput label={t`Origins`} splitChars={[",", " "]} acceptValueOnBlur {...form.getInputProps("origins")} />
          <ProblemAlert error={update.error ?? grants.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              <Trans>Cancel</Trans>
            </Button>
            <Button type="submit" loading={update.isPending} disabled={grants.isPending}>
              {missing.length > 0 ? <Trans>Save, and ask for the rest</Trans> : <Trans>Save</Trans>}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
