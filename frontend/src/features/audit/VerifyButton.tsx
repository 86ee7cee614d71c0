import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, Modal, Text } from "@mantine/core";
import { IconShieldCheck, IconShieldX } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { verifyAudit } from "@/client/sdk.gen";
import { ProblemAlert } from "@/ui/ProblemAlert";

/** VerifyButton recomputes the chain of hashes and says whether every record is as it was written. */
export function VerifyButton() {
  const { t } = useLingui();
  const check = useMutation({ mutationFn: async () => (await verifyAudit()).data });
  const { data: result } = check;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconShieldCheck size={16} aria-hidden />}
        loading={check.isPending}
        onClick={() => check.mutate()}
      >
        <Trans>Verify the log</Trans>
      </Button>
      <Modal
        opened={check.isSuccess || check.isError}
        onClose={check.reset}
        title={t`Verification`}
        centered
        closeButtonProps={{ "aria-label": t`Close` }}
      >
        <ProblemAlert error={check.error} />
        {result && (
          <Alert
            color={result.ok ? "green" : "red"}
            variant="light"
            icon={result.ok ? <IconShieldCheck aria-hidden /> : <IconShieldX aria-hidden />}
            title={result.ok ? t`The log is whole` : t`The log was changed`}
          >
            <Text size="sm">
              <Plural value={result.records} one="# record was checked." other="# records were checked." />{" "}
              {result.firstBad !== undefined && <Trans>The first that does not fit is record {result.firstBad}.</Trans>}
            </Text>
            <Text size="sm">{result.message}</Text>
          </Alert>
        )}
      </Modal>
    </>
  );
}
