import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconMailCheck } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { signUpMutation } from "@/client/@tanstack/react-query.gen";
import { usePortal } from "@/lib/portal";
import { fieldErrors } from "@/lib/problem";
import { EmptyState } from "@/ui/EmptyState";
import { TextLink } from "@/ui/links";
import { NarrowPage } from "@/ui/NarrowPage";
import { ProblemAlert } from "@/ui/ProblemAlert";

export function SignUpPage() {
  const { t } = useLingui();
  const portal = usePortal();
  const form = useForm({ mode: "uncontrolled", initialValues: { email: "", name: "" } });
  const signUp = useMutation({ ...signUpMutation(), onError: (error) => form.setErrors(fieldErrors(error)) });
  if (signUp.isSuccess) {
    return (
      <NarrowPage title={t`Look into your mail`}>
        <EmptyState icon={IconMailCheck} title={t`We sent a link to ${form.getValues().email}`}>
          <Trans>
            Open it on this device to confirm your address and make your passkey. It works once and for 24 hours.
          </Trans>
          {!portal.mailConfigured && (
            <Text mt="sm" size="sm">
              <Trans>This portal sends no mail yet: its operators find the message under “Mails”.</Trans>
            </Text>
          )}
        </EmptyState>
      </NarrowPage>
    );
  }
  return (
    <NarrowPage title={t`Sign up`} lead={<Trans>An address and a passkey, no password.</Trans>}>
      <form onSubmit={form.onSubmit((body) => signUp.mutate({ body }))} noValidate>
        <Stack>
          <TextInput
            label={t`Your name`}
            autoComplete="name"
            required
            key={form.key("name")}
            {...form.getInputProps("name")}
          />
          <TextInput
            label={t`E-mail`}
            type="email"
            autoComplete="email"
            required
            key={form.key("email")}
            {...form.getInputProps("email")}
          />
          <ProblemAlert error={signUp.error} />
          <Button type="submit" loading={signUp.isPending}>
            <Trans>Send me the link</Trans>
          </Button>
          <Text size="sm" c="dimmed">
            <Trans>
              Already registered? <TextLink to="/sign-in">Sign in</TextLink>
            </Trans>
          </Text>
        </Stack>
      </form>
    </NarrowPage>
  );
}
