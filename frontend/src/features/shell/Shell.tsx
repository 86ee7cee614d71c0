import { Trans, useLingui } from "@lingui/react/macro";
import { AppShell } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { usePortal } from "@/lib/portal";
import { Banners } from "./Banners";
import { Navigation } from "./Navigation";
import { TopBar } from "./TopBar";

/** Shell is the frame of every page: top bar, navigation by role, banners, the page. */
export function Shell() {
  const { t } = useLingui();
  const [opened, { toggle, close }] = useDisclosure(false);
  const main = useRef<HTMLElement>(null);
  useFocusOnNavigation(main);
  const portal = usePortal();
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 232, breakpoint: "md", collapsed: { mobile: !opened } }}
      padding={{ base: "md", md: "xl" }}
    >
      <a href="#main" className="skip-link">
        <Trans>Skip to the content</Trans>
      </a>
      <AppShell.Header>
        <TopBar opened={opened} toggle={toggle} name={portal.name} />
      </AppShell.Header>
      <AppShell.Navbar p="sm" aria-label={t`Main`} style={{ overflowY: "auto" }}>
        <Navigation onNavigate={close} />
      </AppShell.Navbar>
      <AppShell.Main id="main" ref={main} tabIndex={-1}>
        <Banners />
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}

/** After a navigation the focus goes to the page, so that keyboards and screen readers start there. */
function useFocusOnNavigation(main: React.RefObject<HTMLElement | null>) {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const first = useRef(true);
  useEffect(() => {
    if (first.current) first.current = path === undefined;
    else main.current?.focus({ preventScroll: true });
  }, [path, main]);
}
