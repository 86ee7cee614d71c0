import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { changeMyEmailMutation, getMyEmailOptions, getMyEmailQueryKey } from "@/client/@tanstack/react-query.gen";
import { fieldErrors } from "@/lib/problem";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { FormerEmails } from "./FormerEmails";
import { WaitingEmail } from "./WaitingEmail";

/** Email shows where mail goes and lets its owner change that; nothing changes before the new address is proven. */
export function Email() {
  const { t } = useLingui();
  const client = useQueryClient();
  const { data } = useSuspenseQuery(getMyEmailOptions());
  const [asking, { open, close }] = useDisclosure(false);
  const form = useForm({ mode: "uncontrolled", initialValues: { email: "" } });
  const ask = useMutation({
    ...changeMyEmailMutation(),
    onError: (error) => form.setErrors(fieldErrors(error)),
    onSuccess: (said) => {
      client.setQueryData(getMyEmailQueryKey(), said);
      form.reset();
      close();
    },
  });
  return (
    <Panel
      title={t`E-mail address`}
      actions={
        !asking && (
          <Button size="xs" variant="default" onClick={open}>
            <Trans>Change</Trans>
          </Button>
        )
      }
    >
      <Stack>
        <Text style={{ overflowWrap: "anywhere" }}>{data.email}</Text>
        {asking && (
          <form onSubmit={form.onSubmit((body) => ask.mutate({ body }))} noValidate>
            <Stack maw={420}>
              <TextInput
                label={t`New address`}
                description={t`We send a link to it. Until you open that link, your address stays as it is.`}
                type="email"
                autoComplete="email"
                required
                data-autofocus
                key={form.key("email")}
                {...form.getInputProps("email")}
              />
              <ProblemAlert error={ask.error} />
              <Group>
                <Button type="submit" loading={ask.isPending}>
                  <Trans>Send the link</Trans>
                </Button>
                <Button variant="default" onClick={close}>
                  <Trans>Cancel</Trans>
                </Button>
              </Group>
            </Stack>
          </form>
        )}
        {data.waiting && !asking && <WaitingEmail waiting={data.waiting} />}
        <FormerEmails former={data.former} />
      </Stack>
    </Panel>
  );
}
