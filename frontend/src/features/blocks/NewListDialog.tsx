import { Trans, useLingui } from "@lingui/react/macro";
import {
  Button,
  Checkbox,
  FileInput,
  Group,
  Modal,
  NativeSelect,
  Radio,
  Stack,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { addBlockListMutation } from "@/client/@tanstack/react-query.gen";
import { useSchedules } from "@/features/apiadmin/useSchedules";
import { fieldErrors, toProblem } from "@/lib/problem";
import { done } from "@/ui/notify";
import { ProblemAlert } from "@/ui/ProblemAlert";

type Schedule = "off" | "hourly" | "daily" | "weekly";
const schedules: readonly Schedule[] = ["off", "hourly", "daily", "weekly"];

/** NewListDialog makes a list of pasted or uploaded networks, or of those that an address gives. */
export function NewListDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const words = useSchedules();
  const [kind, setKind] = useState("text");
  const [name, setName] = useState("");
  const [text, setText] = useState("");
  const [file, setFile] = useState<File | null>(null);
  const [url, setURL] = useState("");
  const [schedule, setSchedule] = useState<Schedule>("daily");
  const [confirm, setConfirm] = useState(false);
  const add = useMutation({
    ...addBlockListMutation(),
    onSuccess: async (made) => {
      onClose();
      done(t`${made.name} is added`);
      await client.invalidateQueries({ queryKey: ["blocks"] });
    },
  });
  const errors = fieldErrors(add.error);
  const submit = async () => {
    const networks = file ? await file.text() : text;
    add.mutate({
      body: { name, enabled: true, confirm, ...(kind === "url" ? { url, schedule } : { text: networks }) },
    });
  };
  return (
    <Modal opened onClose={onClose} title={t`Add a list`} size="lg" closeButtonProps={{ "aria-label": t`Close` }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Stack>
          <TextInput
            label={t`Name`}
            required
            data-autofocus
            value={name}
            error={errors["name"]}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Radio.Group label={t`Its networks`} value={kind} onChange={setKind}>
            <Group mt="xs">
              <Radio value="text" label={t`I give them`} />
              <Radio value="url" label={t`Come from an address`} />
            </Group>
          </Radio.Group>
          {kind === "text" ? (
            <>
              <Textarea
                label={t`Networks`}
                description={t`One network, address or range in each line; comments follow #.`}
                autosize
                minRows={4}
                maxRows={10}
                disabled={file !== null}
                value={text}
                error={errors["text"]}
                onChange={(event) => setText(event.currentTarget.value)}
              />
              <FileInput label={t`Or a file`} clearable value={file} onChange={setFile} />
            </>
          ) : (
            <>
              <TextInput
                label={t`Address`}
                type="url"
                placeholder="https://"
                value={url}
                error={errors["url"]}
                onChange={(event) => setURL(event.currentTarget.value)}
              />
              <NativeSelect
                label={t`How often`}
                data={words}
                value={schedule}
                error={errors["schedule"]}
                onChange={(event) => setSchedule(schedules.find((s) => s === event.currentTarget.value) ?? "daily")}
              />
            </>
          )}
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
            <Button type="submit" loading={add.isPending} disabled={!name}>
              <Trans>Add</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
