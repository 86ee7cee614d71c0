import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, Button, Group, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { updateMeMutation } from "@/client/@tanstack/react-query.gen";
import { fieldErrors } from "@/lib/problem";
import { sessionOptions, useMe } from "@/lib/session";
import { Facts } from "@/ui/Facts";
import { done } from "@/ui/notify";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { RelativeTime } from "@/ui/RelativeTime";
import { Email } from "./Email";
import { Followed } from "./Followed";

export function Profile() {
  const { t } = useLingui();
  const { account } = useMe();
  const queryClient = useQueryClient();
  const form = useForm({ mode: "uncontrolled", initialValues: { name: account.name } });
  const update = useMutation({
    ...updateMeMutation(),
    onError: (error) => form.setErrors(fieldErrors(error)),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: sessionOptions.queryKey });
      done(t`Saved`);
    },
  });
  return (
    <Stack>
      <Panel title={t`About you`}>
        <form onSubmit={form.onSubmit((body) => update.mutate({ body }))} noValidate>
          <Stack maw={420}>
            <TextInput
              label={t`Name`}
              autoComplete="name"
              required
              key={form.key("name")}
              {...form.getInputProps("name")}
            />
            <ProblemAlert error={update.error} />
            <Group>
              <Button type="submit" loading={update.isPending}>
                <Trans>Save</Trans>
              </Button>
            </Group>
          </Stack>
        </form>
      </Panel>
      <Email />
      <Panel title={t`Account`}>
        <Facts
          facts={[
            {
              term: t`Roles`,
              value: (
                <Group gap={4}>
                  {account.roles.map((role) => (
                    <Badge key={role} variant="light" radius="sm" tt="none">
                      {role}
                    </Badge>
                  ))}
                </Group>
              ),
            },
            { term: t`Here since`, value: <RelativeTime at={account.createdAt} /> },
          ]}
        />
      </Panel>
      <Followed />
    </Stack>
  );
}
