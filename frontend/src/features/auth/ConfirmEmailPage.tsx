import { Trans, useLingui } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { keepLinkSecret, useLinkSecret } from "@/lib/fragment";
import { useSession } from "@/lib/session";
import { ButtonLink } from "@/ui/links";
import { NarrowPage } from "@/ui/NarrowPage";
import { ConfirmEmail } from "./ConfirmEmail";

const route = getRouteApi("/confirm-email");

/** ConfirmEmailPage changes the address on click, not on opening, because mail scanners open links. */
export function ConfirmEmailPage() {
  const { t } = useLingui();
  const token = useLinkSecret("token", route.useSearch().token);
  const me = useSession();
  return (
    <NarrowPage title={t`Confirm your new address`}>
      {!token && (
        <Stack>
          <Text>
            <Trans>This link is incomplete. Open the whole link from the mail.</Trans>
          </Text>
          <ButtonLink to="/account" variant="default">
            <Trans>Open my account</Trans>
          </ButtonLink>
        </Stack>
      )}
      {token && !me && (
        <Stack>
          <Text>
            <Trans>Sign in as the person who asked for the change. Then you see what it does, and confirm it.</Trans>
          </Text>
          <ButtonLink to="/sign-in" search={{ next: "/confirm-email" }} onClick={() => keepLinkSecret("token", token)}>
            <Trans>Sign in</Trans>
          </ButtonLink>
        </Stack>
      )}
      {token && me && <ConfirmEmail token={token} />}
    </NarrowPage>
  );
}
