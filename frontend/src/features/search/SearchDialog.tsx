import { Trans, useLingui } from "@lingui/react/macro";
import { Modal, Stack, Text, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useRouter } from "@tanstack/react-router";
import { type KeyboardEvent, useState } from "react";
import { localPath } from "@/lib/search";
import { type Hit, remember } from "./recent";
import { SearchHit } from "./SearchHit";
import { useHits } from "./useHits";

type Props = { typed: string; onClose: () => void };

/** SearchDialog searches everything that the caller may see; arrows move, Enter opens. `typed` is what it begins with. */
export default function SearchDialog({ typed, onClose }: Props) {
  const { t } = useLingui();
  const router = useRouter();
  const [q, setQ] = useState(typed);
  const [at, setAt] = useState(0);
  const { hits, words, settled } = useHits(q);
  const open = (hit: Hit | undefined) => {
    if (!hit) return;
    remember(hit);
    onClose();
    router.history.push(localPath(hit.link, "/"));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: hits.length - 1 }[event.key];
    if (to !== undefined && (event.key.startsWith("Arrow") || q === "")) {
      event.preventDefault();
      setAt(Math.max(0, Math.min(hits.length - 1, to)));
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
      transitionProps={{ duration: 0 }}
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
      {q.trim() === "" && hits.length > 0 && (
        <Text size="xs" c="dimmed" px="xs" mt="sm">
          <Trans>Opened lately</Trans>
        </Text>
      )}
      <Stack
        id="search-hits"
        role="listbox"
        aria-label={t`Results`}
        gap={2}
        mt="xs"
        mah="60vh"
        style={{ overflowY: "auto" }}
      >
        {hits.map((hit, index) => (
          <SearchHit
            key={hit.link}
            id={`search-hit-${index}`}
            hit={hit}
            words={words}
            picked={index === at}
            onOpen={() => open(hit)}
            onPoint={() => setAt(index)}
          />
        ))}
      </Stack>
      <Text size="sm" c="dimmed" px="xs" pt="xs" role="status">
        {q.trim() && settled && hits.length === 0 ? (
          <Trans>Nothing found for “{q.trim()}”.</Trans>
        ) : (
          <Trans>Type to search; arrows move, Enter opens.</Trans>
        )}
      </Text>
    </Modal>
  );
}
