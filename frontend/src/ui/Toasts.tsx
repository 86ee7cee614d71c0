import { lazy, Suspense, useSyncExternalStore } from "react";
import { toastsWanted, watchToasts } from "./notify";

const Notifications = lazy(async () => ({ default: (await import("@mantine/notifications")).Notifications }));

/** Toasts is where done and failed are read. */
export function Toasts() {
  const wanted = useSyncExternalStore(watchToasts, toastsWanted);
  return (
    wanted && (
      <Suspense fallback={null}>
        <Notifications position="bottom-right" />
      </Suspense>
    )
  );
}
