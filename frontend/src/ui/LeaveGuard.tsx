import { Trans, useLingui } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { ConfirmDialog } from "@/ui/ConfirmDialog";

type Props = { dirty: boolean; onLeave?: () => void };

/** LeaveGuard asks before somebody goes away from what is not saved. */
export function LeaveGuard({ dirty, onLeave }: Props) {
  const { t } = useLingui();
  const blocker = useBlocker({
    // A heading of the page is no other place.
    shouldBlockFn: ({ current, next }) => dirty && placeOf(current) !== placeOf(next),
    enableBeforeUnload: () => dirty,
    withResolver: true,
  });
  return (
    <ConfirmDialog
      opened={blocker.status === "blocked"}
      onClose={() => blocker.reset?.()}
      title={t`Leave without saving?`}
      confirm={t`Leave`}
      danger
      onConfirm={() => {
        onLeave?.();
        blocker.proceed?.();
      }}
    >
      <Text size="sm">
        <Trans>What you changed here is thrown away.</Trans>
      </Text>
    </ConfirmDialog>
  );
}

const placeOf = ({ pathname, search }: { pathname: string; search: unknown }) => pathname + JSON.stringify(search);
