import { Trans } from "@lingui/react/macro";
import { Button, Group } from "@mantine/core";

/** More asks for the next page of a list; without one it shows nothing. */
export function More({ next, loading, onMore }: { next: boolean; loading: boolean; onMore: () => void }) {
  if (!next) return null;
  return (
    <Group justify="center" mt="md">
      <Button variant="default" loading={loading} onClick={onMore}>
        <Trans>Show more</Trans>
      </Button>
    </Group>
  );
}
