import { lazy, Suspense, useEffect, useState } from "react";
import { answerConsent } from "@/lib/consent";

const ConsentDialog = lazy(() => import("./ConsentDialog"));

type Asked = { settle: ((given: boolean) => void) | undefined };

/** Consent shows the acceptable-use policy whenever the server wants it accepted; the waiting request goes on afterwards. */
export function Consent() {
  const [asked, setAsked] = useState<Asked | undefined>(undefined);
  useEffect(() => answerConsent(() => new Promise((settle) => setAsked({ settle }))), []);
  if (!asked) return null;
  const answer = (given: boolean) => {
    asked.settle?.(given);
    setAsked({ settle: undefined });
  };
  return (
    <Suspense fallback={null}>
      <ConsentDialog wanted={asked.settle !== undefined} onAnswer={answer} />
    </Suspense>
  );
}
