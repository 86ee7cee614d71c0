import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Checkbox, Group, Modal, NativeSelect, Radio, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { addBlockedNetworkMutation } from "@/client/@tanstack/react-query.gen";
import { inWords } from "@/lib/format";
import { fieldErrors, toProblem } from "@/lib/problem";
import { done } from "@/ui/notify";
import { ProblemAlert } from "@/ui/ProblemAlert";

const lives = [3600, 86_400, 7 * 86_400, 30 * 86_400];

/** NewNetworkDialog blocks or allows one network. What refuses a lot, or oneself, is asked about first. */
export function NewNetworkDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [network, setNetwork] = useState("");
  const [effect, setEffect] = useState<"block" | "allow">("block");
  const [reason, setReason] = useState("");
  const [life, setLife] = useState("");
  const [confirm, setConfirm] = useState(false);
  const add = useMutation({
    ...addBlockedNetworkMutation(),
    onSuccess: async (made) => {
      onClose();
      done(t`${made.network} is added`);
      await client.invalidateQueries({ queryKey: ["blocks"] });
    },
  });
  const errors = fieldErrors(add.error);
  const submit = () => {
    const endsAt = life ? new Date(Date.now() + Number(life) * 1000).toISOString() : undefined;
    add.mutate({ body: { network, effect, reason, confirm, ...(endsAt && { endsAt }) } });
  };
  return (
    <Modal opened onClose={onClose} title={t`Add a network`} closeButtonProps={{ "aria-label": t`Close` }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack>
          <TextInput
            label={t`Network`}
            description={t`An address or a network, IPv4 or IPv6.`}
            placeholder="198.51.100.0/24"
            required
            data-autofocus
            value={network}
            error={errors["network"]}
            onChange={(event) => setNetwork(event.currentTarget.value)}
          />
          <Radio.Group
            label={t`Effect`}
            value={effect}
            error={errors["effect"]}
            onChange={(value) => setEffect(value === "allow" ? "allow" : "block")}
          >
            <Stack gap="xs" mt="xs">
              <Radio value="block" label={t`Block`} description={t`Every call is refused with network_blocked.`} />
              <Radio value="allow" label={t`Allow`} description={t`Never refused, whatever blocks and lists say.`} />
            </Stack>
          </Radio.Group>
          <TextInput
            label={t`Reason`}
            description={t`For the people who run this portal.`}
            required
            value={reason}
            error={errors["reason"]}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <NativeSelect
            label={t`Ends`}
            data={[
              { value: "", label: t`When somebody removes it` },
              ...lives.map((seconds) => ({ value: String(seconds), label: t`After ${inWords(seconds)}` })),
            ]}
            value={life}
            error={errors["endsAt"]}
            onChange={(event) => setLife(event.currentTarget.value)}
          />
          {(errors["confirm"] || confirm) && (
            <Checkbox
              label={t`This is meant`}
              description={errors["confirm"]}
              checked={confirm}
              onChange={(event) => setConfirm(event.currentTarget.checked)}
            />
          )}
          {add.error && toProblem(add.error).status !== 422 && <ProblemAlert error={add.error} />}
          <Group justify="flex-end">
            <Button type="submit" loading={add.isPending} disabled={!network || !reason}>
              <Trans>Add</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
