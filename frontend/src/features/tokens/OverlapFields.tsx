import { useLingui } from "@lingui/react/macro";
import { Radio, Select, Stack } from "@mantine/core";
import { inWords } from "@/lib/format";
import { SilenceSelect } from "./SilenceSelect";

const usual = [0, 3_600, 86_400, 259_200, 604_800];

type Props = {
  token: { app: string; scopes: string[] };
  seconds: number;
  longest: number;
  onSeconds: (seconds: number) => void;
  activate: string;
  onActivate: (activate: string) => void;
  /** undefined is what policy asks for. */
  silence: number | undefined;
  onSilence: (seconds: number) => void;
};

/** OverlapFields ask for how long the old secret goes on to work, and from when on that counts. */
export function OverlapFields({ token, seconds, longest, onSeconds, activate, onActivate, silence, onSilence }: Props) {
  const { t } = useLingui();
  const choices = usual.filter((choice) => choice <= longest);
  return (
    <>
      <Select
        label={t`The old secret keeps working for`}
        allowDeselect={false}
        value={String(seconds)}
        onChange={(value) => onSeconds(Number(value ?? 86_400))}
        data={choices.map((n) => ({ value: String(n), label: n === 0 ? t`not at all` : inWords(n) }))}
      />
      <Radio.Group label={t`That time starts`} value={activate} onChange={onActivate}>
        <Stack gap="xs" mt={6}>
          <Radio value="now" label={t`now`} />
          <Radio value="onFirstUse" label={t`when the new secret is used for the first time`} />
        </Stack>
      </Radio.Group>
      <SilenceSelect token={token} value={silence} onChange={onSilence} within={seconds} />
    </>
  );
}
