import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Card, Group, Text } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { BlockSkeleton } from "@/ui/Skeletons";
import type { Operation } from "./model";

const load = () => import("@/features/console/Console");
const Console = lazy(async () => ({ default: (await load()).Console }));
const tried = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]);

const anchor = "try-it";

/** TryItJump leads to the console where it stands below a long description. */
export function TryItJump() {
  return (
    <Button
      hiddenFrom="lg"
      size="compact-xs"
      variant="light"
      style={{ flexShrink: 0 }}
      onClick={() => {
        const card = document.getElementById(anchor);
        card?.scrollIntoView();
        card?.querySelector("button")?.focus({ preventScroll: true });
      }}
    >
      <Trans>Try it</Trans>
    </Button>
  );
}

/** TryIt opens the console beside an operation. Its code is fetched when somebody is about to use it. */
export function TryIt({ operation }: { operation: Operation }) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  if (!tried.has(operation.method)) return null;
  return (
    <Card
      id={anchor}
      className="screen-only"
      withBorder
      padding="sm"
      component="section"
      aria-label={t`Try it`}
      style={{ flexShrink: 0, scrollMarginTop: 72 }}
    >
      <Group justify="space-between" gap="xs" mb={open ? "sm" : 0}>
        <Text fw={600} size="sm">
          <Trans>Try it</Trans>
        </Text>
        {!open && (
          <Button
            size="xs"
            variant="light"
            leftSection={<IconPlayerPlay size={14} aria-hidden />}
            onPointerEnter={() => void load()}
            onFocus={() => void load()}
            onClick={() => setOpen(true)}
          >
            <Trans>Open the console</Trans>
          </Button>
        )}
      </Group>
      {open && (
        <Suspense fallback={<BlockSkeleton height={160} />}>
          <Console operation={operation} />
        </Suspense>
      )}
    </Card>
  );
}
