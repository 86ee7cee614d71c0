import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, TextInput } from "@mantine/core";
import { useState } from "react";

/** AddLine puts one network with a note into the text. */
export function AddLine({ onAdd }: { onAdd: (network: string, note: string) => void }) {
  const { t } = useLingui();
  const [network, setNetwork] = useState("");
  const [note, setNote] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onAdd(network, note);
        setNetwork("");
        setNote("");
      }}
    >
      <Group align="flex-end">
        <TextInput
          label={t`Network`}
          placeholder="198.51.100.0/24"
          value={network}
          onChange={(event) => setNetwork(event.currentTarget.value)}
        />
        <TextInput
          flex="1 1 220px"
          label={t`Note`}
          placeholder={t`Why it stands here`}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={!network.trim()}>
          <Trans>Put in</Trans>
        </Button>
      </Group>
    </form>
  );
}
