import { Trans, useLingui } from "@lingui/react/macro";
import { Button, List, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { undoEmailChangeMutation } from "@/client/@tanstack/react-query.gen";
import { useLinkSecret } from "@/lib/fragment";
import { sessionOptions } from "@/lib/session";
import { ButtonLink, TextLink } from "@/ui/links";
import { NarrowPage } from "@/ui/NarrowPage";
import { ProblemAlert } from "@/ui/ProblemAlert";

const route = getRouteApi("/undo-email");

/** UndoEmailPage gives an account its former address again, on click, and says what else to look at. */
export function UndoEmailPage() {
  const { t } = useLingui();
  const client = useQueryClient();
  const token = useLinkSecret("token", route.useSearch().token);
  const undo = useMutation({
    ...undoEmailChangeMutation(),
    onSuccess: () => client.invalidateQueries({ queryKey: sessionOptions.queryKey }),
  });
  if (undo.isSuccess) {
    return (
      <NarrowPage title={t`Your address is set back`} lead={undo.data.email}>
        <Stack>
          <Text>
            <Trans>
              All sessions were ended. Whoever changed the address may have changed more, so look at it now:
            </Trans>
          </Text>
          <List type="ordered" spacing="xs" withPadding>
            <List.Item>
              <Trans>
                Sign in with your passkey. If it is refused,{" "}
                <TextLink to="/recover" underline="always">
                  use a recovery code
                </TextLink>{" "}
                with this address.
              </Trans>
            </List.Item>
            <List.Item>
              <Trans>Remove every passkey that is not yours, and make new recovery codes.</Trans>
            </List.Item>
            <List.Item>
              <Trans>Look through your tokens and apps, and revoke or rotate what you did not make.</Trans>
            </List.Item>
            <List.Item>
              <Trans>
                If nothing lets you in, tell the people who run this portal. They were told of this as well.
              </Trans>
            </List.Item>
          </List>
          <ButtonLink to="/sign-in" search={{ next: "/account?tab=passkeys" }}>
            <Trans>Sign in and look</Trans>
          </ButtonLink>
        </Stack>
      </NarrowPage>
    );
  }
  return (
    <NarrowPage title={t`Set your address back`}>
      <Stack>
        {token ? (
          <>
            <Text>
              <Trans>
                The account gets the address again to which this link was sent. All its sessions end, every later change
                of the address is undone, and for a day it acts with the rights of a developer only.
              </Trans>
            </Text>
            <ProblemAlert error={undo.error} />
            <Button loading={undo.isPending} onClick={() => undo.mutate({ body: { token } })}>
              <Trans>Set it back</Trans>
            </Button>
          </>
        ) : (
          <Text>
            <Trans>This link is incomplete. Open the whole link from the mail.</Trans>
          </Text>
        )}
        {(undo.isError || !token) && (
          <ButtonLink to="/sign-in" variant="default">
            <Trans>Sign in</Trans>
          </ButtonLink>
        )}
      </Stack>
    </NarrowPage>
  );
}
