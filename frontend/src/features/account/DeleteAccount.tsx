import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { previewMyDeletionOptions } from "@/client/@tanstack/react-query.gen";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { DeleteDialog } from "./DeleteDialog";

/** DeleteAccount offers to go for good; what ends is read when somebody means to. */
export function DeleteAccount() {
  const { t } = useLingui();
  const [asked, setAsked] = useState(false);
  const ends = useQuery({ ...previewMyDeletionOptions(), enabled: asked, retry: false, staleTime: 0, gcTime: 0 });
  return (
    <Panel title={t`Delete your account`}>
      <Stack align="flex-start" gap="sm">
        <Text size="sm" maw={640}>
          <Trans>
            Your apps and their tokens end at once, and the portal forgets who you are. The audit log goes on to say
            what was done, under an id that leads nowhere any more. You see first what ends. It can't be undone.
          </Trans>
        </Text>
        <ProblemAlert error={ends.error} />
        <Button
          color="red"
          variant="outline"
          loading={ends.isFetching}
          onClick={() => (asked ? ends.refetch() : setAsked(true))}
        >
          <Trans>Delete my account</Trans>
        </Button>
      </Stack>
      {asked && ends.data && (
        <DeleteDialog ends={ends.data} onClose={() => setAsked(false)} onChanged={() => void ends.refetch()} />
      )}
    </Panel>
  );
}
