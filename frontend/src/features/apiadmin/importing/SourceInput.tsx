import { useLingui } from "@lingui/react/macro";
import { FileInput, Textarea, TextInput } from "@mantine/core";
import { IconFileUpload } from "@tabler/icons-react";
import type { Entered } from "./entered";

type Props = {
  entered: Entered;
  onEnter: (part: Partial<Entered>) => void;
  errors: Record<string, string>;
  disabled: boolean;
};

/** SourceInput takes the document in the way that was chosen. */
export function SourceInput({ entered, onEnter, errors, disabled }: Props) {
  const { t } = useLingui();
  if (entered.way === "paste") {
    return (
      <Textarea
        label={t`Document`}
        description={t`JSON or YAML.`}
        autosize
        minRows={8}
        maxRows={16}
        disabled={disabled}
        value={entered.text}
        error={errors["text"]}
        onChange={(event) => onEnter({ text: event.currentTarget.value })}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
      />
    );
  }
  if (entered.way === "fetch") {
    return (
      <TextInput
        label={t`Address`}
        description={t`An https address that this portal can reach. It is read once.`}
        type="url"
        disabled={disabled}
        value={entered.url}
        error={errors["url"]}
        onChange={(event) => onEnter({ url: event.currentTarget.value })}
      />
    );
  }
  return (
    <FileInput
      label={t`File`}
      description={t`JSON, YAML, or a zip or tar archive of several files. At most 32 MiB.`}
      leftSection={<IconFileUpload size={16} aria-hidden />}
      accept=".json,.yaml,.yml,.zip,.tar,.tgz,.gz"
      placeholder={t`Choose a file`}
      clearable
      disabled={disabled}
      value={entered.file}
      error={errors[""]}
      onChange={(file) => onEnter({ file })}
    />
  );
}
