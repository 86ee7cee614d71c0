import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Loader, Modal, ScrollArea, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getTermsOptions } from "@/client/@tanstack/react-query.gen";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { Prose } from "@/ui/Prose";
import { useLateOpened } from "@/ui/useLateOpened";
import { useAccept } from "./accept";

type Props = { wanted: boolean; onAnswer: (given: boolean) => void };

/** ConsentDialog shows the policy that holds and takes its acceptance. */
export default function ConsentDialog({ wanted, onAnswer }: Props) {
  const { t } = useLingui();
  const opened = useLateOpened(wanted);
  const { data, error } = useQuery({ ...getTermsOptions(), enabled: wanted, staleTime: 0 });
  const accept = useAccept(() => onAnswer(true));
  const decline = () => {
    accept.reset();
    onAnswer(false);
  };
  return (
    <Modal opened={opened} onClose={decline} title={t`The acceptable-use policy`} size="lg" centered zIndex={390}>
      <Stack>
        <Text size="sm">
          <Trans>Before you change anything, please read and accept it. What you were doing goes on afterwards.</Trans>
        </Text>
        {data?.summary && (
          <Text size="sm">
            <Trans>
              What changed: <b>{data.summary}</b>
            </Trans>
          </Text>
        )}
        {data?.html ? (
          <ScrollArea.Autosize mah="50vh" viewportProps={{ tabIndex: 0, "aria-label": t`The policy`, role: "group" }}>
            <Prose html={data.html} />
          </ScrollArea.Autosize>
        ) : (
          !error && <Loader size="sm" aria-label={t`The policy is loading`} />
        )}
        <ProblemAlert error={error ?? accept.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={decline}>
            <Trans>Not now</Trans>
          </Button>
          <Button
            disabled={!data?.version}
            loading={accept.isPending}
            onClick={() => data && accept.mutate(data.version)}
          >
            <Trans>I accept</Trans>
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
