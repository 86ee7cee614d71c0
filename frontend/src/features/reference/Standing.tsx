import { lazy, Suspense } from "react";

const StandingPanel = lazy(async () => ({
  default: (await import("@/features/console/StandingPanel")).StandingPanel,
}));

/** Standing says where my apps stand with an operation; the page is read before it is known. */
export function Standing({ operation }: { operation: string }) {
  return (
    <div className="screen-only">
      <Suspense fallback={null}>
        <StandingPanel operation={operation} />
      </Suspense>
    </div>
  );
}
