// The bridge between the HTTP client, which learns that the acceptable-use policy has to be accepted first, and the dialog
// that shows it. Several requests that fail together share one question.
type Ask = () => Promise<boolean>;

let ask: Ask = async () => false;
let open: Promise<boolean> | undefined;

/** answerConsent registers the dialog; the returned function removes it. */
export function answerConsent(handler: Ask): () => void {
  ask = handler;
  return () => {
    ask = async () => false;
  };
}

/** consent shows the policy and resolves to whether it was accepted. */
export function consent(): Promise<boolean> {
  open ??= ask().finally(() => {
    open = undefined;
  });
  return open;
}
