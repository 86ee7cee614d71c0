import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Stack, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { updateTokenMutation } from "@/client/@tanstack/react-query.gen";
import type { Token } from "@/client/types.gen";
import { ScopePicker } from "@/features/access/ScopePicker";
import { etag } from "@/lib/etag";
import { fieldErrors } from "@/lib/problem";
import { done } from "@/ui/notify";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { tokenChanged } from "./tokenChanged";

interface Props {
  token: Token;
  /** What a refused call would have needed, put into the form and saved only by the person. */
  adding?: { network?: string | undefined; origin?: string | undefined };
  onClose: () => void;
}

const joined = (have: string[], more?: string) => (more && !have.includes(more) ? [...have, more] : have);

/** EditDialog changes name, restrictions and scopes without a new secret; scopes can only be taken away here. */
export function EditDialog({ token, adding = {}, onClose }: Props) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const { name, description, scopes } = token;
  const [networks, origins] = [joined(token.networks, adding.network), joined(token.origins, adding.origin)];
  const form = useForm({ initialValues: { name, description, networks, origins, scopes } });
  const update = useMutation({
    ...updateTokenMutation(),
    onError: (error) => form.setErrors(fieldErrors(error)),
    onSuccess: async (saved) => {
      await tokenChanged(queryClient, saved);
      onClose();
      done(t`Saved`);
    },
  });
  const apis = [...new Set(scopes.map((scope) => scope.split(":")[0] ?? ""))];
  return (
    <Modal opened onClose={onClose} title={t`Edit ${token.name}`} centered size="lg">
      <form
        noValidate
        onSubmit={form.onSubmit((body) =>
          update.mutate({ path: { token: token.id }, headers: { "If-Match": etag(token.version) }, body }),
        )}
      >
        <Stack>
          <TextInput label={t`Name`} required data-autofocus {...form.getInputProps("name")} />
          <Textarea label={t`Description`} autosize minRows={2} {...form.getInputProps("description")} />
          {apis.map((api) => {
            const mine = (scope: string) => scope.startsWith(`${api}:`);
            return (
              <ScopePicker
                key={api}
                api={api}
                label={t`Scopes of ${api}`}
                within={scopes}
                value={form.values.scopes.filter(mine)}
                onChange={(next) =>
                  form.setFieldValue("scopes", [...form.values.scopes.filter((scope) => !mine(scope)), ...next])
                }
                error={form.errors["scopes"]}
              />
            );
          })}
          <TagsInput
            label={t`Networks`}
            splitChars={[",", " "]}
            acceptValueOnBlur
            {...form.getInputProps("networks")}
          />
          <TagsInput label={t`Origins`} splitChars={[",", " "]} acceptValueOnBlur {...form.getInputProps("origins")} />
          <ProblemAlert error={update.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              <Trans>Cancel</Trans>
            </Button>
            <Button type="submit" loading={update.isPending}>
              <Trans>Save</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
