import { lazy, type ReactNode, Suspense, useState } from "react";

const NavDrawer = lazy(() => import("./NavDrawer"));

type Props = { opened: boolean; onClose: () => void; children: ReactNode };

/** LateDrawer holds the navigation on phones; nothing of it is loaded or drawn before it is first opened. */
export function LateDrawer({ opened, ...rest }: Props) {
  const [used, setUsed] = useState(false);
  if (opened && !used) setUsed(true);
  return (
    used && (
      <Suspense fallback={null}>
        <NavDrawer wanted={opened} {...rest} />
      </Suspense>
    )
  );
}
