import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { recoverMutation } from "@/client/@tanstack/react-query.gen";
import { keepCSRF } from "@/lib/csrf";
import { useLinkSecret } from "@/lib/fragment";
import { fieldErrors } from "@/lib/problem";
import { TextLink } from "@/ui/links";
import { NarrowPage } from "@/ui/NarrowPage";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { RecoverByLinkPage } from "./RecoverByLinkPage";
import { useSignedIn } from "./useSignedIn";

/** RecoverPage takes a recovery code, or the link that whoever runs the portal made. */
export function RecoverPage() {
  const link = useLinkSecret("link", undefined);
  return link ? <RecoverByLinkPage link={link} /> : <RecoverByCode />;
}

function RecoverByCode() {
  const { t } = useLingui();
  const signedIn = useSignedIn();
  const form = useForm({ mode: "uncontrolled", initialValues: { email: "", code: "" } });
  const recover = useMutation({
    ...recoverMutation(),
    onSuccess: (result) => {
      keepCSRF(result.csrfToken);
      return signedIn();
    },
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  return (
    <NarrowPage
      title={t`Recover your account`}
      lead={<Trans>One of your recovery codes lets you make a new passkey.</Trans>}
    >
      <form onSubmit={form.onSubmit((body) => recover.mutate({ body }))} noValidate>
        <Stack>
          <TextInput
            label={t`E-mail`}
            type="email"
            autoComplete="email"
            required
            key={form.key("email")}
            {...form.getInputProps("email")}
          />
          <TextInput
            label={t`Recovery code`}
            autoComplete="one-time-code"
            required
            key={form.key("code")}
            {...form.getInputProps("code")}
          />
          <ProblemAlert error={recover.error} />
          <Button type="submit" loading={recover.isPending}>
            <Trans>Continue</Trans>
          </Button>
          <Text size="sm" c="dimmed">
            <Trans>
              No code left? Ask the people who run this portal. <TextLink to="/sign-in">Back to sign-in</TextLink>
            </Trans>
          </Text>
        </Stack>
      </form>
    </NarrowPage>
  );
}
