/** templateKeys are the usual kinds of tokens, as a link to the wizard names them. */
export const templateKeys = ["empty", "reader", "pipeline", "service", "browser"] as const;

export type TemplateKey = (typeof templateKeys)[number];
