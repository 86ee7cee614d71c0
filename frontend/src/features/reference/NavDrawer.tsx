import { useLingui } from "@lingui/react/macro";
import { Drawer } from "@mantine/core";
import type { ReactNode } from "react";
import { useLateOpened } from "@/ui/useLateOpened";

type Props = { wanted: boolean; onClose: () => void; children: ReactNode };

export default function NavDrawer({ wanted, onClose, children }: Props) {
  const { t } = useLingui();
  const opened = useLateOpened(wanted);
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      title={t`Operations`}
      size="85%"
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      {children}
    </Drawer>
  );
}
