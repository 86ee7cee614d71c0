import { Plural, useLingui } from "@lingui/react/macro";
import { Input, SegmentedControl, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { dayOf, endOfDay } from "@/lib/format";

/** End is when something ends: after days from now, or with the end of a day, "2027-03-01"; an empty one isn't chosen yet. */
export type End = { days: number } | { day: string };

const daysMax = 180;
const choices = [30, 90, daysMax];

const after = (days: number) => new Date(Date.now() + days * 86_400_000);
const inputDay = (date: Date) => date.toLocaleDateString("sv"); // year-month-day in the reader's zone

/** endOf answers the moment of an end; undefined = none is chosen. */
export function endOf(end: End): string | undefined {
  if ("day" in end) return end.day ? endOfDay(end.day) : undefined;
  // A minute short, so that the longest one isn't beyond the bound for a server whose clock is behind.
  return new Date(after(end.days).getTime() - 60_000).toISOString();
}

type Props = { value: End; onChange: (end: End) => void; error?: ReactNode };

/** EndChoice asks for an end by usual lengths or by a day. */
export function EndChoice({ value, onChange, error }: Props) {
  const { t } = useLingui();
  const custom = "day" in value;
  const chosen = custom ? undefined : after(value.days).toISOString();
  return (
    <>
      <Input.Wrapper
        label={t`Ends`}
        labelElement="div"
        description={chosen && t`On ${dayOf(chosen)}.`}
        error={custom ? undefined : error}
      >
        <div>
          <SegmentedControl
            aria-label={t`Ends`}
            mt={6}
            value={custom ? "day" : String(value.days)}
            onChange={(next) => onChange(next === "day" ? { day: "" } : { days: Number(next) })}
            data={[
              ...choices.map((days) => ({
                value: String(days),
                label: <Plural value={days} one="# day" other="# days" />,
              })),
              { value: "day", label: t`Date` },
            ]}
          />
        </div>
      </Input.Wrapper>
      {custom && (
        <TextInput
          label={t`Last day`}
          description={t`Within ${daysMax} days.`}
          type="date"
          required
          maw={280}
          min={inputDay(after(0))}
          max={inputDay(after(daysMax - 1))}
          value={value.day}
          error={error}
          onChange={(event) => onChange({ day: event.currentTarget.value })}
        />
      )}
    </>
  );
}
