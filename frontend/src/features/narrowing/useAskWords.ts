import { useLingui } from "@lingui/react/macro";
import type { CampaignToken } from "@/client/types.gen";

/** useAskWords are the words for what owners were told. */
export function useAskWords() {
  const { t } = useLingui();
  return { unasked: t`Not asked`, asked: t`Asked`, kept: t`Gave a reason` };
}

/** useOutcomeWords are the words for what came of asking. */
export function useOutcomeWords(): Record<CampaignToken["outcome"], string> {
  const { t } = useLingui();
  return {
    waiting: t`Waiting`,
    narrowed: t`Narrowed`,
    kept: t`Kept, with a reason`,
    needed: t`Needed after all`,
    ended: t`Token is over`,
    unanswered: t`Not answered`,
  };
}
