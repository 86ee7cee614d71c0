import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { recoverByLinkMutation } from "@/client/@tanstack/react-query.gen";
import { keepCSRF } from "@/lib/csrf";
import { ButtonLink } from "@/ui/links";
import { NarrowPage } from "@/ui/NarrowPage";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { useSignedIn } from "./useSignedIn";

/** RecoverByLinkPage uses a link of the command line on click, not on opening, because it works once. */
export function RecoverByLinkPage({ link }: { link: string }) {
  const { t } = useLingui();
  const signedIn = useSignedIn();
  const recover = useMutation({
    ...recoverByLinkMutation(),
    onSuccess: (result) => {
      keepCSRF(result.csrfToken);
      return signedIn();
    },
  });
  return (
    <NarrowPage
      title={t`Recover your account`}
      lead={<Trans>Whoever runs this portal made this link for you. It works once.</Trans>}
    >
      <Stack>
        <Text size="sm">
          <Trans>
            All sessions of your account end, and you make a new passkey on this device. Afterwards, remove the passkeys
            that you lost.
          </Trans>
        </Text>
        <ProblemAlert error={recover.error} />
        {recover.isError ? (
          <ButtonLink to="/sign-in" variant="default">
            <Trans>Back to sign-in</Trans>
          </ButtonLink>
        ) : (
          <Button loading={recover.isPending} onClick={() => recover.mutate({ body: { link } })}>
            <Trans>Continue</Trans>
          </Button>
        )}
      </Stack>
    </NarrowPage>
  );
}
