import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Radio, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { listHoneyTokensQueryKey, plantHoneyTokenMutation } from "@/client/@tanstack/react-query.gen";
import { fieldErrors } from "@/lib/problem";
import { CopyField } from "@/ui/CopyField";
import { ProblemAlert } from "@/ui/ProblemAlert";

/** PlantDialog makes a honey token and shows its text the only time. */
export function PlantDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [planted, setPlanted] = useState("");
  const [environment, setEnvironment] = useState<"live" | "sandbox">("live");
  const plant = useMutation({
    ...plantHoneyTokenMutation(),
    gcTime: 0,
    onSuccess: () => client.invalidateQueries({ queryKey: listHoneyTokensQueryKey() }),
  });
  const errors = fieldErrors(plant.error);
  const made = plant.data;
  return (
    <Modal
      opened
      onClose={onClose}
      title={made ? t`${made.honey.name} is made` : t`Plant a honey token`}
      size="lg"
      closeOnClickOutside={!made}
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      {made ? (
        <Stack>
          <Text size="sm">
            <Trans>
              It is shown once. Put it where you said, as a real one would lie there; never call with it yourself, or
              you raise the alarm.
            </Trans>
          </Text>
          <CopyField label={t`Honey token`} value={made.secret} />
          <Group justify="flex-end">
            <Button onClick={onClose}>
              <Trans>It is planted</Trans>
            </Button>
          </Group>
        </Stack>
      ) : (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            plant.mutate({ body: { name, planted, environment } });
          }}
        >
          <Stack>
            <TextInput
              label={t`Name`}
              required
              data-autofocus
              maxLength={80}
              value={name}
              error={errors["name"]}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Textarea
              label={t`Where it will lie`}
              description={t`Whoever reads the alarm looks there first.`}
              required
              autosize
              maxLength={200}
              value={planted}
              error={errors["planted"]}
              onChange={(event) => setPlanted(event.currentTarget.value)}
            />
            <Radio.Group
              label={t`It looks like a token of`}
              value={environment}
              onChange={(value) => setEnvironment(value === "sandbox" ? "sandbox" : "live")}
            >
              <Group mt="xs">
                <Radio value="live" label={t`Live`} />
                <Radio value="sandbox" label={t`Sandbox`} />
              </Group>
            </Radio.Group>
            <ProblemAlert error={plant.error} />
            <Group justify="flex-end">
              <Button type="submit" loading={plant.isPending} disabled={!name.trim() || !planted.trim()}>
                <Trans>Make it</Trans>
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
