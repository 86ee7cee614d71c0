import { useLingui } from "@lingui/react/macro";
import { NumberInput, SimpleGrid } from "@mantine/core";
import type { FieldsProps } from "./fields";

/** LifeFields edits how long tokens and their secrets work. */
export function LifeFields({ form, above }: FieldsProps) {
  const { t } = useLingui();
  const days = t` days`;
  const as = (value: number | undefined) => (value === undefined ? undefined : t`As above: ${value}`);
  const inDays = (seconds: number | undefined) => (seconds === undefined ? undefined : seconds / 86_400);
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <NumberInput
        label={t`Life unless the developer chooses`}
        description={t`Counted from when the token is made.`}
        suffix={days}
        min={0}
        placeholder={as(inDays(above?.defaultLifeSeconds))}
        {...form.getInputProps("defaultLifeDays")}
      />
      <NumberInput
        label={t`Longest life`}
        description={t`Every token expires, within 365 days.`}
        suffix={days}
        min={0}
        placeholder={as(inDays(above?.maxLifeSeconds))}
        {...form.getInputProps("maxLifeDays")}
      />
      <NumberInput
        label={t`Ask for rotation when a secret is older than`}
        description={t`0 never asks.`}
        suffix={days}
        min={0}
        placeholder={as(above?.rotationWarnDays)}
        {...form.getInputProps("rotationWarnDays")}
      />
      <NumberInput
        label={t`Suspend unless rotated after`}
        description={t`Until it gets a new secret. 0 never suspends.`}
        suffix={days}
        min={0}
        placeholder={as(above?.rotationBlockDays)}
        {...form.getInputProps("rotationBlockDays")}
      />
      <NumberInput
        label={t`Longest overlap of a rotation`}
        description={t`How long an old secret may go on working beside the new one.`}
        suffix={t` hours`}
        min={0}
        placeholder={as(above && above.maxOverlapSeconds / 3_600)}
        {...form.getInputProps("maxOverlapHours")}
      />
      <NumberInput
        label={t`Suspend unused tokens after`}
        description={t`Owners are told before. 0 never suspends.`}
        suffix={days}
        min={0}
        placeholder={as(above?.idleDays)}
        {...form.getInputProps("idleDays")}
      />
      <NumberInput
        label={t`End a rotation when the old secret is silent for`}
        description={t`While the new one is in use. Only rotations that begin later follow it. 24 hours cut off a nightly job, so choose more for it; 0 leaves it to the owner.`}
        suffix={t` hours`}
        min={0}
        max={168}
        placeholder={as(above?.finishSilentHours)}
        {...form.getInputProps("finishSilentHours")}
      />
    </SimpleGrid>
  );
}
