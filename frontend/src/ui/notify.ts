import type { NotificationData } from "@mantine/notifications";
import { toProblem } from "@/lib/problem";

let wanted = false;
const watching = new Set<() => void>();

/** toastsWanted says whether anything was ever told: the shelf for toasts loads with the first one (ui/Toasts). */
export const toastsWanted = (): boolean => wanted;

export function watchToasts(listener: () => void): () => void {
  watching.add(listener);
  return () => watching.delete(listener);
}

async function tell(toast: NotificationData): Promise<void> {
  const { notifications } = await import("@mantine/notifications");
  notifications.show({ withBorder: true, closeButtonProps: { "aria-label": "×" }, ...toast });
  wanted = true;
  for (const listener of watching) listener();
}

/** done tells in a toast what just happened; it is also read out. */
export function done(message: string): void {
  void tell({ message, color: "green", autoClose: 5000 });
}

/** failed tells in a toast why something could not be done, where a page has no better place to say it. */
export function failed(error: unknown): void {
  void tell({ message: toProblem(error).detail, color: "red", autoClose: 8000 });
}
