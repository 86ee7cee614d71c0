import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, Text, TextInput } from "@mantine/core";
import { IconFingerprint } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { beginPasskey, finishPasskey } from "@/client/sdk.gen";
import type { RegisterResult } from "@/client/types.gen";
import { createPasskey } from "@/lib/passkeys";
import { AcceptTerms } from "./AcceptTerms";
import { PasskeyProblem } from "./PasskeyProblem";

type Props = {
  onDone: (result: RegisterResult) => void;
  /** Whether an account is made with it: then the acceptable-use policy is accepted too, where there is one. */
  first?: boolean;
};

/** PasskeyStep names and registers a passkey for whoever the browser's cookie says this is. */
export function PasskeyStep({ onDone, first = false }: Props) {
  const { t } = useLingui();
  const [name, setName] = useState("");
  const [accepted, setAccepted] = useState(0);
  const register = useMutation({
    mutationFn: async () => {
      const { data: options } = await beginPasskey();
      const credential = await createPasskey(options);
      return (await finishPasskey({ body: { credential, ...(name && { name }), acceptedTerms: accepted } })).data;
    },
    onSuccess: onDone,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    register.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">
          <Trans>
            A passkey replaces the password: your device keeps it and asks for your finger, face or PIN. Nothing that
            could be phished leaves the device.
          </Trans>
        </Text>
        <TextInput
          label={t`Name of this passkey`}
          description={t`So that you recognise it later, such as “Work laptop”. Optional.`}
          value={name}
          maxLength={60}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {first && <AcceptTerms accepted={accepted} onChange={setAccepted} failed={register.error} />}
        <PasskeyProblem error={register.error} />
        <Button type="submit" leftSection={<IconFingerprint size={18} aria-hidden />} loading={register.isPending}>
          <Trans>Create a passkey</Trans>
        </Button>
      </Stack>
    </form>
  );
}
