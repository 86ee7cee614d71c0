import { notifications } from "@mantine/notifications";

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
