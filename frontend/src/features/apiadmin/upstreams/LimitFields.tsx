import { useLingui } from "@lingui/react/macro";
import { NumberInput, SimpleGrid } from "@mantine/core";
import type { SectionProps } from "./draft";

const mebibyte = 1024 * 1024;

/** LimitFields edits how long a call may wait, how many connections there may be and how much a call may carry. */
export function LimitFields({ draft, change, errors }: SectionProps) {
  const { t } = useLingui();
  const times = [
    { name: "dialMs", label: t`To connect`, description: t`TLS included.` },
    { name: "firstByteMs", label: t`To the first byte`, description: t`From the end of the call.` },
    { name: "totalMs", label: t`For the whole answer`, description: t`From beginning to end.` },
  ] as const;
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
      {times.map(({ name, label, description }) => (
        <NumberInput
          key={name}
          label={label}
          description={description}
          placeholder={t`the installation's own`}
          suffix=" ms"
          min={0}
          allowDecimal={false}
          value={draft.timeouts?.[name] || ""}
          error={errors[`timeouts.${name}`]}
          onChange={(value) => change({ timeouts: { ...draft.timeouts, [name]: Number(value) || 0 } })}
        />
      ))}
      <NumberInput
        label={t`Connections at once`}
        description={t`To each address; further calls wait a second.`}
        placeholder="1024"
        min={0}
        allowDecimal={false}
        value={draft.connections || ""}
        error={errors["connections"]}
        onChange={(value) => change({ connections: Number(value) || 0 })}
      />
      <NumberInput
        label={t`Largest body of a call`}
        description={t`Up to 32 MiB. Above 1 MiB it passes through as it comes, and is not compared with the document.`}
        placeholder="1 MiB"
        suffix=" MiB"
        min={0}
        max={32}
        decimalScale={3}
        value={draft.bodyBytesMax ? draft.bodyBytesMax / mebibyte : ""}
        error={errors["bodyBytesMax"]}
        onChange={(value) => change({ bodyBytesMax: Math.round(Number(value) * mebibyte) || 0 })}
      />
    </SimpleGrid>
  );
}
