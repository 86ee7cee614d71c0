// The server writes a fresh nonce into every index.html; style elements made at run time must carry it to pass the
// content security policy.
const meta = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]');

export const styleNonce: string = meta?.content ?? "";

// react-remove-scroll (behind every modal) looks for this webpack name to sign its own style element.
Object.assign(globalThis, { __webpack_nonce__: styleNonce });
