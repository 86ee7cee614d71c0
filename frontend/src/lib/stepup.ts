// The bridge between the HTTP client, which learns that a fresh passkey proof is needed, and the dialog that asks for it.
// Several requests that fail together share one question.
type Ask = () => Promise<boolean>;

let ask: Ask = async () => false;
let open: Promise<boolean> | undefined;

/** answerStepUp registers the dialog; the returned function removes it. */
export function answerStepUp(handler: Ask): () => void {
  ask = handler;
  return () => {
    ask = async () => false;
  };
}

/** stepUp asks the person for a fresh proof and resolves to whether it was given. */
export function stepUp(): Promise<boolean> {
  open ??= ask().finally(() => {
    open = undefined;
  });
  return open;
}
