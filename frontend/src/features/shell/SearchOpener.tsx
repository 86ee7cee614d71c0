import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Button, Kbd } from "@mantine/core";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { useEarlyKeys } from "./useEarlyKeys";

const load = () => import("@/features/search/SearchDialog");
const SearchDialog = lazy(load);

/** SearchOpener opens the search by click, ⌘K / Ctrl-K or "/"; the dialog's code loads with the first sign of a reader. */
export function SearchOpener() {
  const { t } = useLingui();
  const [opened, { open: want, close }] = useDisclosure(false);
  const [ready, setReady] = useState(false);
  const typed = useEarlyKeys(opened && !ready);
  useEffect(() => {
    const signs = ["pointermove", "touchstart", "keydown"];
    const prepare = () => void load();
    for (const sign of signs) addEventListener(sign, prepare, { once: true, passive: true });
    return () => signs.forEach((sign) => void removeEventListener(sign, prepare));
  }, []);
  const open = () => {
    want();
    void load().then(() => setReady(true));
  };
  useHotkeys([
    ["mod+K", open],
    ["/", open],
  ]);
  return (
    <>
      <Button
        visibleFrom="sm"
        variant="default"
        size="xs"
        w={220}
        justify="flex-start"
        fw={400}
        c="dimmed"
        styles={{ label: { flex: 1 } }}
        leftSection={<IconSearch size={14} aria-hidden />}
        rightSection={<Kbd size="xs">⌘K</Kbd>}
        onClick={open}
      >
        <Trans>Search</Trans>
      </Button>
      <ActionIcon hiddenFrom="sm" variant="subtle" color="gray" size="lg" aria-label={t`Search`} onClick={open}>
        <IconSearch size={20} stroke={1.6} aria-hidden />
      </ActionIcon>
      {opened && ready && (
        <Suspense fallback={null}>
          <SearchDialog typed={typed.current} onClose={close} />
        </Suspense>
      )}
    </>
  );
}
