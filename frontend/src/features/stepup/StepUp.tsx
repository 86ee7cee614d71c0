import { lazy, Suspense, useEffect, useState } from "react";
import { answerStepUp } from "@/lib/stepup";

const StepUpDialog = lazy(() => import("./StepUpDialog"));

type Asked = { settle: ((given: boolean) => void) | undefined };

/** StepUp asks for a fresh passkey proof whenever the server wants one; the waiting request goes on afterwards. */
export function StepUp() {
  const [asked, setAsked] = useState<Asked | undefined>(undefined);
  useEffect(() => answerStepUp(() => new Promise((settle) => setAsked({ settle }))), []);
  if (!asked) return null;
  const answer = (given: boolean) => {
    asked.settle?.(given);
    setAsked({ settle: undefined });
  };
  return (
    <Suspense fallback={null}>
      <StepUpDialog wanted={asked.settle !== undefined} onAnswer={answer} />
    </Suspense>
  );
}
