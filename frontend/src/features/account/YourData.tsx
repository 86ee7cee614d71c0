import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { exportMyData } from "@/client/sdk.gen";
import { download } from "@/lib/download";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { DeleteAccount } from "./DeleteAccount";

/** YourData hands people what is kept of them, and lets them go. */
export function YourData() {
  const { t } = useLingui();
  const get = useMutation({
    mutationFn: async () => (await exportMyData()).data,
    onSuccess: (data) => download("my-data.json", JSON.stringify(data, null, 2), "application/json"),
  });
  return (
    <Stack>
      <Panel title={t`What the portal knows of you`}>
        <Text size="sm" mb="sm" maw={640}>
          <Trans>
            One file with your account, passkeys, sessions, teams, apps and their tokens, requests, notices, choices,
            and what the audit log says that you did. It holds no secret. It asks for your passkey.
          </Trans>
        </Text>
        <ProblemAlert error={get.error} />
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          loading={get.isPending}
          onClick={() => get.mutate()}
        >
          <Trans>Download my data</Trans>
        </Button>
      </Panel>
      <DeleteAccount />
    </Stack>
  );
}
