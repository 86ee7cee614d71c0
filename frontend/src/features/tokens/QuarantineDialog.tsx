import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Checkbox, Group, Radio, Select, Stack, Text, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { getTokenImpactOptions, quarantineTokenMutation } from "@/client/@tanstack/react-query.gen";
import type { Quarantine, Token } from "@/client/types.gen";
import { inWords } from "@/lib/format";
import { fieldErrors } from "@/lib/problem";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";
import { tokenChanged } from "./tokenChanged";

const lengths = [3_600, 21_600, 86_400, 259_200, 604_800];

/** QuarantineDialog holds a token back for a time instead of ending it. */
export function QuarantineDialog({ token, onClose }: { token: Token; onClose: () => void }) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const impact = useQuery({ ...getTokenImpactOptions({ path: { token: token.id } }), staleTime: 0 });
  const known = impact.data?.knownNetworks ?? [];
  const [mode, setMode] = useState<Quarantine["mode"]>("readOnly");
  const [length, setLength] = useState("86400");
  const [reason, setReason] = useState("");
  const [left, setLeft] = useState<string[]>([]);
  const networks = known.map(({ key }) => key).filter((key) => !left.includes(key));
  const hold = useMutation({
    ...quarantineTokenMutation(),
    onSuccess: async (saved) => {
      await tokenChanged(queryClient, saved);
      onClose();
      done(t`${token.name} is in quarantine`);
    },
  });
  const confirm = () => {
    const endsAt = new Date(Date.now() + Number(length) * 1000).toISOString();
    const body = { mode, endsAt, reason, ...(mode === "knownNetworks" && { networks }) };
    hold.mutate({ path: { token: token.id }, body });
  };
  const errors = fieldErrors(hold.error);
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t`Quarantine ${token.name}?`}
      confirm={t`Start the quarantine`}
      busy={hold.isPending}
      error={hold.error}
      onConfirm={confirm}
    >
      <Text size="sm">
        <Trans>It keeps its secret, some of its calls are refused from now on, and it ends by itself.</Trans>
      </Text>
      <Radio.Group
        label={t`What still passes`}
        value={mode}
        onChange={(value) => setMode(value as Quarantine["mode"])}
        error={errors["networks"]}
      >
        <Stack gap="xs" mt={6}>
          <Radio value="readOnly" label={t`Reading only`} description={t`GET, HEAD and OPTIONS, no WebSocket.`} />
          <Radio value="slow" label={t`One request a minute`} description={t`Of every kind.`} />
          <Radio
            value="knownNetworks"
            label={t`Known networks only`}
            disabled={known.length === 0}
            description={
              known.length === 0
                ? t`No call was let through in the last 30 days.`
                : t`Calls were let through from them in the last 30 days. Leave out those that you don't know.`
            }
          />
        </Stack>
      </Radio.Group>
      {mode === "knownNetworks" && (
        <Checkbox.Group
          label={t`Networks`}
          value={networks}
          onChange={(next) => setLeft(known.map(({ key }) => key).filter((key) => !next.includes(key)))}
        >
          <Stack gap={6} mt={6}>
            {known.map(({ key, calls }) => (
              <Checkbox
                key={key}
                value={key}
                label={
                  <>
                    {key}, <Plural value={calls} one="# call" other="# calls" />
                  </>
                }
              />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
      <Group>
        <Select
          label={t`For`}
          allowDeselect={false}
          value={length}
          onChange={(value) => setLength(value ?? "86400")}
          error={errors["endsAt"]}
          data={lengths.map((seconds) => ({ value: String(seconds), label: inWords(seconds) }))}
        />
      </Group>
      <Textarea
        label={t`Reason`}
        required
        value={reason}
        error={errors["reason"]}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
