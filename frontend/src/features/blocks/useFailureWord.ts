import { useLingui } from "@lingui/react/macro";

/** useFailureWord says why the last look at a list failed; the networks from before still hold. */
export function useFailureWord() {
  const { t } = useLingui();
  const words: Record<string, string> = {
    unreachable: t`Not reachable; the networks from before hold`,
    refused: t`The server refused; the networks from before hold`,
    broken: t`The server failed; the networks from before hold`,
    "too-large": t`Too large; the networks from before hold`,
    empty: t`Empty; the networks from before hold`,
    "no-list": t`Not a list of networks; those from before hold`,
    "too-wide": t`It would refuse whole continents; the networks from before hold`,
  };
  return (failure: string) => words[failure] ?? failure;
}
