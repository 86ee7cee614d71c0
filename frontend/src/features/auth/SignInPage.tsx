import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Divider, Group, Stack, Text } from "@mantine/core";
import { IconFingerprint } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { beginSignIn, finishSignIn } from "@/client/sdk.gen";
import { keepCSRF } from "@/lib/csrf";
import { provePasskey } from "@/lib/passkeys";
import { TextLink } from "@/ui/links";
import { NarrowPage } from "@/ui/NarrowPage";
import { PasskeyProblem } from "./PasskeyProblem";
import { useSignedIn } from "./useSignedIn";

const route = getRouteApi("/sign-in");

/** SignInPage uses a discoverable passkey: the device knows who you are, no name is typed. */
export function SignInPage() {
  const { t } = useLingui();
  const { next } = route.useSearch();
  const signedIn = useSignedIn();
  const signIn = useMutation({
    mutationFn: async () => {
      const { data: options } = await beginSignIn();
      const credential = await provePasskey(options);
      return (await finishSignIn({ body: { credential } })).data;
    },
    onSuccess: (result) => {
      keepCSRF(result.csrfToken);
      return signedIn(next);
    },
  });
  return (
    <NarrowPage title={t`Sign in`} lead={<Trans>Your device knows who you are: there is no name to type.</Trans>}>
      <Stack>
        <PasskeyProblem error={signIn.error} />
        <Button
          size="md"
          leftSection={<IconFingerprint size={20} aria-hidden />}
          loading={signIn.isPending}
          onClick={() => signIn.mutate()}
        >
          <Trans>Sign in with a passkey</Trans>
        </Button>
        <Divider />
        <Group justify="space-between">
          <Text size="sm">
            <Trans>
              New here? <TextLink to="/sign-up">Sign up</TextLink>
            </Trans>
          </Text>
          <TextLink to="/recover" size="sm">
            <Trans>Lost your passkey?</Trans>
          </TextLink>
        </Group>
      </Stack>
    </NarrowPage>
  );
}
