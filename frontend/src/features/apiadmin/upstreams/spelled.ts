// Members that hold secrets, which are written and never read back.
const secrets = new Set(["secret", "key"]);

/**
 * spelled writes settings as lines, in one order, to compare what two people wrote. A secret that is about to be written shows
 * as such, one that is stored doesn't show at all.
 */
export function spelled(settings: object): string {
  const lines: string[] = [];
  const walk = (at: string, value: unknown) => {
    if (typeof value === "object" && value !== null) {
      for (const [name, inner] of Object.entries(value).sort(([a], [b]) => a.localeCompare(b))) {
        if (secrets.has(name)) inner && lines.push(`${at}${name}: ••••`);
        else if (name !== "setAt") walk(`${at}${name}${typeof inner === "object" ? "." : ""}`, inner);
      }
      return;
    }
    lines.push(`${at}: ${String(value)}`);
  };
  walk("", settings);
  return lines.join("\n");
}
