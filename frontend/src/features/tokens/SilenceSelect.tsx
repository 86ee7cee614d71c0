import { Trans, useLingui } from "@lingui/react/macro";
import { Select } from "@mantine/core";
import { usePolicyWords } from "@/features/policy/words";
import { inWords } from "@/lib/format";
import { silences } from "./silences";
import { useAppPolicy } from "./wizard/useAppPolicy";

type Props = {
  token: { app: string; scopes: string[] };
  /** Seconds; undefined is what policy asks for. */
  value: number | undefined;
  onChange: (seconds: number) => void;
  disabled?: boolean;
  /** The overlap in seconds: a silence that is no shorter ends nothing early. */
  within?: number;
};

/** SilenceSelect chooses after which silence an old secret ends by itself, and says what policy asks for. */
export function SilenceSelect({ token, value, onChange, disabled = false, within = 604_801 }: Props) {
  const { t } = useLingui();
  const { place } = usePolicyWords();
  const policy = useAppPolicy(token.app, token.scopes);
  const asked = (policy?.rules.finishSilentHours ?? 0) * 3_600;
  const { choices, never, chosen } = silences(value ?? asked, asked, within);
  if (choices.length === 0) return null;
  const origin = policy?.origins.find(({ rule }) => rule === "finishSilentHours");
  return (
    <Select
      label={t`End the old secret early when nothing used it for`}
      description={
        asked > 0 && origin ? (
          <Trans>
            {place(origin)} asks for {inWords(asked)} or less, of each rotation that begins. It happens only while the
            new secret is in use, and you are told. A job that runs more rarely needs the new secret before.
          </Trans>
        ) : (
          t`While the new one is in use. You are told when it happens.`
        )
      }
      allowDeselect={false}
      disabled={disabled}
      value={String(chosen)}
      onChange={(next) => onChange(Number(next ?? 0))}
      data={[
        ...(never === undefined
          ? []
          : [
              {
                value: String(never),
                label: never ? t`${inWords(never)}: its time is over first` : t`never: only its time ends it`,
              },
            ]),
        ...choices.map((seconds) => ({ value: String(seconds), label: inWords(seconds) })),
      ]}
    />
  );
}
