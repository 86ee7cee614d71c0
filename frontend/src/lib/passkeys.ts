import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/browser";
import type { CeremonyOptions } from "@/client/types.gen";

type Credential = Record<string, unknown>;

// Few pages need a passkey, and none before somebody asked for it.
const ceremonies = () => import("@simplewebauthn/browser");

/** createPasskey lets the browser make a credential from the server's options. */
export async function createPasskey(options: CeremonyOptions): Promise<Credential> {
  const optionsJSON = options.publicKey as unknown as PublicKeyCredentialCreationOptionsJSON;
  const { startRegistration } = await ceremonies();
  return { ...(await startRegistration({ optionsJSON })) };
}

/** provePasskey lets the person pick a credential and proves possession of it. */
export async function provePasskey(options: CeremonyOptions): Promise<Credential> {
  const optionsJSON = options.publicKey as unknown as PublicKeyCredentialRequestOptionsJSON;
  const { startAuthentication } = await ceremonies();
  return { ...(await startAuthentication({ optionsJSON })) };
}

/** wasDeclined is true when the person closed the browser's dialog or let it run out. */
export function wasDeclined(error: unknown): boolean {
  return error instanceof Error && (error.name === "NotAllowedError" || error.name === "AbortError");
}
