import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Button, Kbd } from "@mantine/core";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { lazy, Suspense, useEffect } from "react";

const load = () => import("@/features/search/SearchDialog");
const SearchDialog = lazy(load);

/** SearchOpener opens the search by click, ⌘K / Ctrl-K or "/"; the dialog's code loads once the page has settled. */
export function SearchOpener() {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure(false);
  // Keys typed right after the shortcut must not get lost while the dialog's code is still on its way.
  useEffect(() => {
    const timer = setTimeout(() => void load(), 1500);
    return () => clearTimeout(timer);
  }, []);
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
        justify="space-between"
        leftSection={<IconSearch size={14} aria-hidden />}
        rightSection={<Kbd size="xs">⌘K</Kbd>}
        onClick={open}
      >
        <Trans>Search</Trans>
      </Button>
      <ActionIcon hiddenFrom="sm" variant="subtle" color="gray" size="lg" aria-label={t`Search`} onClick={open}>
        <IconSearch size={20} stroke={1.6} aria-hidden />
      </ActionIcon>
      {opened && (
        <Suspense fallback={null}>
          <SearchDialog onClose={close} />
        </Suspense>
      )}
    </>
  );
}
