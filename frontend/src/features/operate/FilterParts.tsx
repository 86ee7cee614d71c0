import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Select } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";

const ages = [30, 60, 90, 180, 365];

type DaysProps = { label: string; value: number | undefined; onChange: (days: number | undefined) => void };

export function Days({ label, value, onChange }: DaysProps) {
  const { t } = useLingui();
  const choices = value && !ages.includes(value) ? [...ages, value] : ages;
  return (
    <Select
      label={label}
      placeholder={t`Any`}
      w={115}
      clearable
      clearButtonProps={{ "aria-label": t`Clear: ${label}` }}
      data={choices.map((n) => ({ value: String(n), label: t`${n} days` }))}
      value={value ? String(value) : null}
      onChange={(n) => onChange(n ? Number(n) : undefined)}
    />
  );
}

/** Drop shows a filter that has no field of its own, and takes it away. */
export function Drop({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <Button variant="default" rightSection={<IconX size={14} aria-hidden />} onClick={onClick}>
      {children}
      <span className="visually-hidden">
        <Trans>: take the filter away</Trans>
      </span>
    </Button>
  );
}
