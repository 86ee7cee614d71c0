// Trusted Types: the default policy lets strings without markup through (style sheets written by the component library)
// and refuses everything else; HTML that the server sanitised goes through the one named policy below.
type Policy = { createHTML(text: string): unknown };
type Factory = {
  createPolicy(
    name: string,
    rules: { createHTML?: (text: string) => string; createScriptURL?: (url: string) => string },
  ): Policy;
};

function factory(): Factory | undefined {
  return (globalThis as { trustedTypes?: Factory }).trustedTypes;
}

factory()?.createPolicy("default", {
  createHTML: (text) => {
    if (text.includes("<")) throw new TypeError("markup must go through the portal's policy");
    return text;
  },
  createScriptURL: (url) => {
    if (new URL(url, location.href).origin !== location.origin) throw new TypeError("foreign script");
    return url;
  },
});

const sanitised = factory()?.createPolicy("gatehouse-sanitised", { createHTML: (text) => text });

/** trustedHTML marks HTML that the server rendered and sanitised (guides, descriptions); never pass anything else. */
export function trustedHTML(html: string): string {
  return (sanitised ? sanitised.createHTML(html) : html) as string;
}
