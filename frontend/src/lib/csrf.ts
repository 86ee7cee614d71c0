let token = "";

/** keepCSRF remembers the session's token in memory only; it is never written to storage. */
export function keepCSRF(value: string): void {
  token = value;
}

export function csrf(): string {
  return token;
}
