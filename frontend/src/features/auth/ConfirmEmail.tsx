import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { confirmEmailChangeMutation, getMyEmailOptions, getMyEmailQueryKey } from "@/client/@tanstack/react-query.gen";
import { sessionOptions } from "@/lib/session";
import { Facts } from "@/ui/Facts";
import { ButtonLink } from "@/ui/links";
import { ProblemAlert } from "@/ui/ProblemAlert";

/** ConfirmEmail says what the link changes in the account that is signed in, and changes it. */
export function ConfirmEmail({ token }: { token: string }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const { data } = useSuspenseQuery(getMyEmailOptions());
  const confirm = useMutation({
    ...confirmEmailChangeMutation(),
    onSuccess: async (said) => {
      client.setQueryData(getMyEmailQueryKey(), said);
      await client.invalidateQueries({ queryKey: sessionOptions.queryKey });
    },
  });
  const { email } = data;
  const account = (
    <ButtonLink to="/account" variant={confirm.isSuccess ? "filled" : "default"}>
      <Trans>Open my account</Trans>
    </ButtonLink>
  );
  if (confirm.isSuccess) {
    return (
      <Stack>
        <Text>
          <Trans>Your address is {confirm.data.email} now.</Trans>
        </Text>
        <Text size="sm">
          <Trans>
            The former one was told, and can set it back for 72 hours. Your passkeys work as before, though some devices
            go on showing the former address beside them.
          </Trans>
        </Text>
        {account}
      </Stack>
    );
  }
  if (!data.waiting) {
    return (
      <Stack>
        <Text>
          <Trans>
            You are signed in as {email}, and no change of this address waits. If the link was for another account, sign
            in there; otherwise it was used, given up, or is older than an hour.
          </Trans>
        </Text>
        {account}
      </Stack>
    );
  }
  return (
    <Stack>
      <Facts
        cols={2}
        facts={[
          { term: t`Now`, value: email },
          { term: t`After you confirm`, value: data.waiting.email },
        ]}
      />
      <Text size="sm">
        <Trans>
          Mail goes to the new address from then on, and recovery codes work with it. The one that you have now gets a
          link that can set it back for 72 hours.
        </Trans>
      </Text>
      <ProblemAlert error={confirm.error} />
      <Button loading={confirm.isPending} onClick={() => confirm.mutate({ body: { token } })}>
        <Trans>Change my address</Trans>
      </Button>
      {confirm.isError && account}
    </Stack>
  );
}
