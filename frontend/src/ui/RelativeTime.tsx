import { Tooltip } from "@mantine/core";
import { exactTime, fromNow } from "@/lib/format";
import { useNow } from "@/lib/useNow";

/** RelativeTime words a time as a distance; hovering or focusing shows the exact one. */
export function RelativeTime({ at, fallback = "–" }: { at: string | null | undefined; fallback?: string }) {
  const now = useNow();
  if (!at) return <>{fallback}</>;
  return (
    <Tooltip label={exactTime(at)} events={{ hover: true, focus: true, touch: true }}>
      <time dateTime={at}>{fromNow(at, now)}</time>
    </Tooltip>
  );
}
