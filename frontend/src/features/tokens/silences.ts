const usual = [3_600, 21_600, 86_400, 259_200];

export type Silences = { choices: number[]; never: number | undefined; chosen: number };

/**
 * silences are the seconds among which an owner chooses, what stands for never, and which of them is chosen. asked is the
 * longest that policy allows, 0 when it leaves it to the owner; one that isn't within the overlap ends nothing early. What a
 * rotation was begun with stays, though the rules are tighter now.
 */
export function silences(value: number, asked: number, within: number): Silences {
  const fits = (seconds: number) =>
    seconds > 0 && seconds < within && (!asked || seconds <= asked || seconds === value);
  const choices = [...new Set([...usual, asked, value])].filter(fits).sort((a, b) => a - b);
  const late = asked >= within ? asked : undefined;
  const never = asked === 0 || value === 0 ? 0 : late;
  return { choices, never, chosen: choices.includes(value) ? value : (never ?? asked) };
}
