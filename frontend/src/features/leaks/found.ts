/** Found is a token in a text, as it may be told: its public id, and the proof that it was seen whole. */
export type Found = { tokenId: string; proof: string; hint: string };

/** What a finder may paste at once. */
export const foundMax = 10;

/**
 * foundIn answers the tokens in a text, each once, by the pattern of this portal. The secrets stay here: a proof is their
 * SHA-256, and a hint shows eight of their characters.
 */
export async function foundIn(text: string, pattern: string): Promise<Found[]> {
  const tokens = [...new Set(text.match(new RegExp(pattern, "g")) ?? [])].slice(0, foundMax);
  return Promise.all(
    tokens.map(async (token) => {
      const [brand, kind, tokenId = ""] = token.split("_");
      return {
        tokenId,
        proof: await sha256(token),
        hint: `${brand}_${kind}_${tokenId.slice(0, 4)}…_…${token.slice(-4)}`,
      };
    }),
  );
}

async function sha256(text: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
