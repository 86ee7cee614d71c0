import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, Group, Modal, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { type KeyboardEvent, useState } from "react";
import { searchOptions } from "@/client/@tanstack/react-query.gen";
import type { SearchHit } from "@/client/types.gen";
import { navigationFor } from "@/features/shell/navigation";
import { localPath } from "@/lib/search";
import { useSession } from "@/lib/session";

/** SearchDialog searches everything that the caller may see; arrows move, Enter opens. */
export default function SearchDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const router = useRouter();
  const [q, setQ] = useState("");
  const [at, setAt] = useState(0);
  const [query] = useDebouncedValue(q.trim(), 120);
  const { data } = useQuery({
    ...searchOptions({ query: { q: query } }),
    enabled: query.length > 0,
    placeholderData: keepPreviousData,
  });
  const pages = usePages(query);
  const hits: Hit[] = query ? [...pages, ...(data?.items ?? [])] : [];
  const open = (hit: Hit | undefined) => {
    if (!hit) return;
    onClose();
    router.history.push(localPath(hit.link, "/"));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step) {
      event.preventDefault();
      setAt((n) => Math.max(0, Math.min(hits.length - 1, n + step)));
    } else if (event.key === "Enter") open(hits[at]);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      size="lg"
      yOffset="10vh"
      padding="sm"
      aria-label={t`Search`}
    >
      <TextInput
        data-autofocus
        role="combobox"
        aria-expanded={hits.length > 0}
        aria-controls="search-hits"
        aria-activedescendant={hits[at] ? `search-hit-${at}` : undefined}
        aria-label={t`Search APIs, operations, schemas and guides`}
        placeholder={t`Search APIs, operations, schemas and guides`}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={q}
        onChange={(event) => {
          setQ(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <Stack
        id="search-hits"
        role="listbox"
        aria-label={t`Results`}
        gap={2}
        mt="sm"
        mah="60vh"
        style={{ overflowY: "auto" }}
      >
        {hits.map((hit, index) => (
          <UnstyledButton
            key={hit.link}
            id={`search-hit-${index}`}
            role="option"
            aria-selected={index === at}
            tabIndex={-1}
            p="xs"
            bg={index === at ? "var(--mantine-color-default-hover)" : undefined}
            style={{ borderRadius: "var(--mantine-radius-sm)" }}
            onClick={() => open(hit)}
            onMouseMove={() => setAt(index)}
          >
            <Group gap="xs" wrap="nowrap">
              <Badge variant="light" radius="sm" tt="none" style={{ flexShrink: 0 }}>
                {hit.method ? hit.method.toUpperCase() : hit.kind}
              </Badge>
              <Text truncate>{hit.title}</Text>
              <Text size="sm" c="dimmed" truncate>
                {hit.subtitle}
              </Text>
            </Group>
          </UnstyledButton>
        ))}
      </Stack>
      <Text size="sm" c="dimmed" px="xs" pt="xs" role="status">
        {query && hits.length === 0 ? (
          <Trans>Nothing found for “{query}”.</Trans>
        ) : (
          <Trans>Type to search; arrows move, Enter opens.</Trans>
        )}
      </Text>
    </Modal>
  );
}

type Hit = Omit<SearchHit, "kind"> & { kind: string };

/** usePages finds the portal's own pages that the person may open, so that the keyboard reaches them too. */
function usePages(query: string): Hit[] {
  const { t, i18n } = useLingui();
  const items = navigationFor(useSession()).flatMap((section) => section.items);
  return items
    .map((item) => ({ kind: t`page`, title: i18n._(item.label), subtitle: "", link: item.to }))
    .filter((hit) => hit.title.toLowerCase().includes(query.toLowerCase()));
}
