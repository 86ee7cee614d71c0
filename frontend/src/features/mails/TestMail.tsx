import { Trans, useLingui } from "@lingui/react/macro";
import { Button, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { sendTestMailMutation } from "@/client/@tanstack/react-query.gen";
import { fieldErrors } from "@/lib/problem";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";

export function TestMail({ to: initial }: { to: string }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [opened, dialog] = useDisclosure(false);
  const [to, setTo] = useState(initial);
  const send = useMutation({
    ...sendTestMailMutation(),
    onSuccess: async () => {
      dialog.close();
      done(t`A test mail to ${to} is on its way`);
      await client.invalidateQueries({ queryKey: ["mails"] });
    },
  });
  return (
    <>
      <Button variant="default" onClick={dialog.open}>
        <Trans>Send a test mail</Trans>
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={dialog.close}
        title={t`Send a test mail`}
        confirm={t`Send`}
        busy={send.isPending}
        error={send.error}
        onConfirm={() => send.mutate({ body: { to } })}
      >
        <TextInput
          label={t`To`}
          type="email"
          required
          data-autofocus
          value={to}
          error={fieldErrors(send.error)["to"]}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
      </ConfirmDialog>
    </>
  );
}
