import type { TemplateKey } from "./templateKeys";
import { templateOf } from "./templates";
import type { TokenValues } from "./values";

/** Link is what a link to the wizard may fill in: lists are separated by blanks, days are the life. */
export type Link = {
  template?: TemplateKey | undefined;
  environment?: TokenValues["environment"] | undefined;
  name?: string | undefined;
  description?: string | undefined;
  scopes?: string | undefined;
  networks?: string | undefined;
  origins?: string | undefined;
  days?: string | undefined;
};

const words = (text: string | undefined) => text?.split(/[\s,]+/).filter(Boolean) ?? [];

/** fromLink answers the values that a link fills in; everything can still be changed, and the server decides. */
export function fromLink({
  template,
  environment,
  name,
  description,
  scopes,
  networks,
  origins,
  days,
}: Link): Partial<TokenValues> {
  return {
    ...(template && { template, ...templateOf(template)?.values }),
    ...(environment && { environment }),
    ...(name && { name }),
    ...(description && { description }),
    ...(scopes && { scopes: words(scopes), picked: true }),
    ...(networks && { networks: words(networks) }),
    ...(origins && { origins: words(origins) }),
    ...(days && /^[1-9]\d{0,2}$/.test(days) && { life: days }),
  };
}
