/** isPlain says whether a text is one line of words without any mark-up: it needs no parser to be shown. */
export function isPlain(text: string): boolean {
  return /^\p{L}[\p{L}\p{N} .,;:'"()/?%+=–—’“”-]*$/u.test(text) && !/\/\/|www\./i.test(text);
}
