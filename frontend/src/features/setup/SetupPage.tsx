import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Code, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconCircleCheck, IconFingerprint, IconTerminal2 } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { beginSetup, finishSetup } from "@/client/sdk.gen";
import { PasskeyProblem } from "@/features/auth/PasskeyProblem";
import { Welcome } from "@/features/auth/Welcome";
import { useLinkSecret } from "@/lib/fragment";
import { createPasskey } from "@/lib/passkeys";
import { usePortal } from "@/lib/portal";
import { fieldErrors } from "@/lib/problem";
import { EmptyState } from "@/ui/EmptyState";
import { ButtonLink } from "@/ui/links";
import { NarrowPage } from "@/ui/NarrowPage";

const route = getRouteApi("/setup");

/** SetupPage makes the first admin from the one-time link that the server printed. */
export function SetupPage() {
  const { t } = useLingui();
  const secret = useLinkSecret("secret", route.useSearch().secret);
  const { setupNeeded } = usePortal();
  const form = useForm({ mode: "uncontrolled", initialValues: { email: "", name: "" } });
  const setup = useMutation({
    mutationFn: async (person: { email: string; name: string }) => {
      const { data: options } = await beginSetup({ body: { ...person, secret: secret ?? "" } });
      const credential = await createPasskey(options);
      return (await finishSetup({ body: { credential } })).data;
    },
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  if (setup.data) {
    return (
      <NarrowPage title={t`Keep your recovery codes`}>
        <Welcome result={setup.data} />
      </NarrowPage>
    );
  }
  if (!secret && !setupNeeded) {
    return (
      <NarrowPage title={t`This portal is set up`}>
        <EmptyState
          icon={IconCircleCheck}
          title={t`Nothing is left to do here`}
          action={
            <ButtonLink to="/sign-in">
              <Trans>Sign in</Trans>
            </ButtonLink>
          }
        >
          <Trans>It has an administrator. Sign in, or sign up for an account of your own.</Trans>
        </EmptyState>
      </NarrowPage>
    );
  }
  if (!secret) {
    return (
      <NarrowPage title={t`This portal is not set up yet`}>
        <EmptyState icon={IconTerminal2} title={t`Open the one-time link`}>
          <Trans>
            The server printed it at its last start. <Code>gatehouse admin invite</Code> prints a new one.
          </Trans>
        </EmptyState>
      </NarrowPage>
    );
  }
  return (
    <NarrowPage title={t`Set up this portal`} lead={<Trans>You become its first admin. The link works once.</Trans>}>
      <form onSubmit={form.onSubmit((person) => setup.mutate(person))} noValidate>
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
          <Text size="sm" c="dimmed">
            <Trans>Next your browser makes a passkey; it replaces the password.</Trans>
          </Text>
          <PasskeyProblem error={setup.error} />
          <Button type="submit" leftSection={<IconFingerprint size={18} aria-hidden />} loading={setup.isPending}>
            <Trans>Create the first admin</Trans>
          </Button>
        </Stack>
      </form>
    </NarrowPage>
  );
}
