import { useLingui } from "@lingui/react/macro";
import { Code, NativeSelect } from "@mantine/core";
import type { Media } from "./model";

type Props = { media: Media[]; value: string; onChange: (type: string) => void };

/** MediaSelect names the only media type, or lets one be picked. */
export function MediaSelect({ media, value, onChange }: Props) {
  const { t } = useLingui();
  if (media.length < 2) return value ? <Code>{value}</Code> : null;
  return (
    <NativeSelect
      aria-label={t`Media type`}
      size="xs"
      w={240}
      data={media.map(({ type }) => type)}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
