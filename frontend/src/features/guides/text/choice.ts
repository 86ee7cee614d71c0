const kept = 20;

/** chosen answers which of the named tabs is open: that whose name was picked last, else the first. */
export function chosen(names: readonly string[], choices: unknown): number {
  const known = Array.isArray(choices) ? choices : [];
  const name = known.find((choice) => names.includes(choice));
  return Math.max(0, names.indexOf(name));
}

/** picked puts a name before all that were picked earlier. */
export function picked(choices: unknown, name: string): string[] {
  const known = Array.isArray(choices) ? choices.filter((choice) => typeof choice === "string") : [];
  return [name, ...known.filter((choice) => choice !== name)].slice(0, kept);
}
