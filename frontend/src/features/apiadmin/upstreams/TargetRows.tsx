import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Button, Group, NumberInput, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import type { SectionProps } from "./draft";

/** TargetRows edits the addresses that share the calls; weights show once there are two. */
export function TargetRows({ draft, change, errors, label }: SectionProps & { label: string }) {
  const { t } = useLingui();
  const { targets } = draft;
  const several = targets.length > 1;
  const total = targets.reduce((sum, { weight }) => sum + (weight || 1), 0);
  const set = (at: number, part: Partial<(typeof targets)[number]>) =>
    change({ targets: targets.map((target, i) => (i === at ? { ...target, ...part } : target)) });
  return (
    <Stack gap="xs">
      {targets.map((target, i) => (
        <Group key={i} gap="xs" align="flex-start" wrap="nowrap">
          <TextInput
            type="url"
            style={{ flex: 1, minWidth: 0 }}
            label={i === 0 ? label : t`Address ${i + 1}`}
            description={i === 0 && t`Paths of the document are added to it.`}
            inputWrapperOrder={["label", "input", "description", "error"]}
            value={target.url}
            error={several ? errors[`targets.${i}.url`] : errors["url"]}
            onChange={(event) => set(i, { url: event.currentTarget.value })}
          />
          {several && (
            <>
              <NumberInput
                w={96}
                label={t`Weight`}
                aria-label={t`Weight of address ${i + 1}`}
                min={1}
                max={100}
                allowDecimal={false}
                value={target.weight || 1}
                description={t`${Math.round(((target.weight || 1) / total) * 100)} % of calls`}
                inputWrapperOrder={["label", "input", "description", "error"]}
                error={errors[`targets.${i}.weight`]}
                onChange={(value) => set(i, { weight: Number(value) || 1 })}
              />
              <ActionIcon
                mt={28}
                variant="subtle"
                color="red"
                aria-label={t`Remove address ${i + 1}`}
                onClick={() => change({ targets: targets.filter((_, j) => j !== i) })}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            </>
          )}
        </Group>
      ))}
      {errors["targets"] && (
        <Text size="sm" c="red">
          {errors["targets"]}
        </Text>
      )}
      <Group>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={14} aria-hidden />}
          disabled={targets.length >= 20}
          onClick={() => change({ targets: [...targets, { url: "", weight: 1 }] })}
        >
          <Trans>Add an address</Trans>
        </Button>
      </Group>
    </Stack>
  );
}
