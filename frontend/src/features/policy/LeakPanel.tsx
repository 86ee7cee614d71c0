import { useLingui } from "@lingui/react/macro";
import { Radio, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { Panel } from "@/ui/Panel";

type Props = { value?: string; error?: ReactNode; inherits?: boolean; onChange?: (value: string) => void };

/** LeakPanel chooses what happens to a token that somebody found where it doesn't belong. */
export function LeakPanel({ value, error, inherits, onChange }: Props) {
  const { t } = useLingui();
  return (
    <Panel title={t`When a token is found elsewhere`}>
      <Radio.Group
        label={t`What happens to it at once`}
        description={t`Its owner and the security admins are told in any case. A client secret can't only read, so it is revoked instead; an operator token always is.`}
        value={value ?? "revoke"}
        error={error}
        {...(onChange && { onChange })}
      >
        <Stack gap="xs" mt="xs">
          {inherits && <Radio value="" label={t`As above`} />}
          <Radio value="revoke" label={t`It is revoked`} description={t`Safest; the program that uses it stops.`} />
          <Radio
            value="quarantine"
            label={t`It only reads, for a day`}
            description={t`Time to rotate it, with less to lose meanwhile.`}
          />
          <Radio value="notify" label={t`Nothing`} description={t`People decide.`} />
        </Stack>
      </Radio.Group>
    </Panel>
  );
}
