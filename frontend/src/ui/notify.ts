import { notifications } from "@mantine/notifications";
import { toProblem } from "@/lib/problem";

/** done tells in a toast what just happened; it is also read out. */
export function done(message: string): void {
  notifications.show({
    message,
    color: "green",
    withBorder: true,
    autoClose: 5000,
    closeButtonProps: { "aria-label": "×" },
  });
}

/** failed tells in a toast why something could not be done, where a page has no better place to say it. */
export function failed(error: unknown): void {
  notifications.show({
    message: toProblem(error).detail,
    color: "red",
    withBorder: true,
    autoClose: 8000,
    closeButtonProps: { "aria-label": "×" },
  });
}
