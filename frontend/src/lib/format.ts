const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const full = new Intl.NumberFormat("en");
const exact = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "medium" });
const day = new Intl.DateTimeFormat("en", { dateStyle: "medium" });
const zoned = new Intl.DateTimeFormat("en", {
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "numeric",
  minute: "2-digit",
  timeZoneName: "short",
});
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

const almost = 0.05;

export const shortNumber = (n: number): string => (Math.abs(n) < 10_000 ? full.format(n) : compact.format(n));
export const fullNumber = (n: number): string => full.format(n);
export const exactTime = (iso: string): string => exact.format(new Date(iso));
export const dayOf = (iso: string): string => day.format(new Date(iso));

/** momentOf names a time of the reader's clock with its zone, for an end that others see from elsewhere. */
export const momentOf = (iso: string): string => zoned.format(new Date(iso));

/** endOfDay is the last second of a day that was chosen here, such as 2026-03-04, as a time. */
export const endOfDay = (date: string): string => new Date(`${date}T23:59:59`).toISOString();

/** fromNow words the distance between a time and now: "3 minutes ago", "in 2 days". What lies ahead by almost a whole number of a
 * unit has that number: what was made for three days a moment ago ends "in 3 days". */
export function fromNow(iso: string, now = Date.now()): string {
  const seconds = Math.round((new Date(iso).getTime() - now) / 1000);
  for (const [unit, size] of steps) {
    const count = Math.trunc(seconds / size + (seconds > 0 ? almost : 0));
    if (count !== 0) return relative.format(count, unit);
  }
  return relative.format(Math.abs(seconds) < 5 ? 0 : seconds, "second");
}

/** inWords turns whole seconds into the largest unit that divides them: 86400 becomes "1 day". */
export function inWords(seconds: number): string {
  const [unit, size] = steps.find(([, n]) => seconds >= n && seconds % n === 0) ?? ["second", 1];
  return new Intl.NumberFormat("en", { style: "unit", unit, unitDisplay: "long" }).format(seconds / size);
}

export function bytes(n: number): string {
  if (n < 1000) return `${n} B`;
  if (n < 1_000_000) return `${(n / 1000).toFixed(1)} kB`;
  return `${(n / 1_000_000).toFixed(1)} MB`;
}

/** latency words a percentile of the calls that were let through; it is 0 where there were none. */
export const latency = (percentile: number): string => (percentile > 0 ? milliseconds(percentile) : "–");

export const milliseconds = (n: number): string =>
  n >= 1000 ? `${(n / 1000).toFixed(2)} s` : `${n < 10 ? n.toFixed(1) : Math.round(n)} ms`;
