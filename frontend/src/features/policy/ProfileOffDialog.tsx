import { Trans, useLingui } from "@lingui/react/macro";
import { Text, Textarea } from "@mantine/core";
import { useState } from "react";
import type { ComplianceProfile } from "@/client/types.gen";
import { fieldErrors } from "@/lib/problem";
import { ConfirmDialog } from "@/ui/ConfirmDialog";

type Props = {
  profile: ComplianceProfile;
  busy: boolean;
  error: unknown;
  onClose: () => void;
  onOff: (reason: string) => void;
};

/** ProfileOffDialog asks why the portal need not meet a profile any more. */
export function ProfileOffDialog({ profile, busy, error, onClose, onOff }: Props) {
  const { t } = useLingui();
  const [reason, setReason] = useState("");
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t`Switch ${profile.title} off?`}
      confirm={t`Switch off`}
      danger
      busy={busy}
      disabled={!reason.trim()}
      error={error}
      onConfirm={() => onOff(reason)}
    >
      <Text size="sm">
        <Trans>
          No rule changes by this. From then on looser rules can be saved again, and sessions last as long as they did.
        </Trans>
      </Text>
      <Textarea
        label={t`Reason`}
        description={t`It is kept in the audit log.`}
        required
        autosize
        minRows={2}
        maxLength={500}
        value={reason}
        error={fieldErrors(error)["reason"]}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
