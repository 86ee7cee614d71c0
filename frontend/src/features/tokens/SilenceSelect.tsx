import { useLingui } from "@lingui/react/macro";
import { Select } from "@mantine/core";
import { inWords } from "@/lib/format";

const usual = [3_600, 21_600, 86_400, 259_200];

type Props = {
  value: number;
  onChange: (seconds: number) => void;
  disabled?: boolean;
  /** The overlap in seconds: a silence that is no shorter ends nothing early. */
  within?: number;
};

/** SilenceSelect chooses after which silence an old secret ends by itself; 0 is never. */
export function SilenceSelect({ value, onChange, disabled = false, within = 604_801 }: Props) {
  const { t } = useLingui();
  const all = usual.includes(value) || value === 0 ? usual : [...usual, value].sort((a, b) => a - b);
  const choices = all.filter((seconds) => seconds < within);
  if (choices.length === 0) return null;
  return (
    <Select
      label={t`End the old secret early when nothing used it for`}
      description={t`While the new one is in use. You are told when it happens.`}
      allowDeselect={false}
      disabled={disabled}
      value={String(choices.includes(value) ? value : 0)}
      onChange={(next) => onChange(Number(next ?? 0))}
      data={[
        { value: "0", label: t`never: only its time ends it` },
        ...choices.map((seconds) => ({ value: String(seconds), label: inWords(seconds) })),
      ]}
    />
  );
}
