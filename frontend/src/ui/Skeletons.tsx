import { useLingui } from "@lingui/react/macro";
import { Skeleton, Stack } from "@mantine/core";

const rows = ["a", "b", "c", "d", "e"];

/** PageSkeleton stands where a page is loading: a title and some rows. */
export function PageSkeleton() {
  const { t } = useLingui();
  return (
    <Stack gap="md" role="status" aria-label={t`Loading`}>
      <Skeleton height={32} width="40%" />
      <Skeleton height={14} width="65%" mb="md" />
      {rows.map((row) => (
        <Skeleton key={row} height={52} />
      ))}
    </Stack>
  );
}

/** BlockSkeleton stands for one part of a page, such as a chart. */
export function BlockSkeleton({ height = 160 }: { height?: number }) {
  const { t } = useLingui();
  return <Skeleton height={height} role="status" aria-label={t`Loading`} />;
}
