import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Button, Group, Input, NumberInput, Select, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Limit } from "@/client/types.gen";
import { inWords } from "@/lib/format";

type Props = {
  limits: Limit[];
  errors: Record<string, ReactNode>;
  /** Whether a limit may count for all apps of a team; those of a single app don't. */
  team?: boolean;
  onChange: (limits: Limit[]) => void;
};

const windows = [1, 10, 60, 600, 3_600, 86_400];

/** LimitRows edits how many calls fit into which window; every limit must hold. */
export function LimitRows({ limits, errors, team = false, onChange }: Props) {
  const { t } = useLingui();
  const change = (index: number, part: Partial<Limit>) =>
    onChange(limits.map((limit, at) => (at === index ? { ...limit, ...part } : limit)));
  return (
    <Input.Wrapper label={t`Limits`} labelElement="div" error={errors["limits"]}>
      <Stack gap="md" mt={4}>
        {limits.map((limit, index) => (
          <Group key={index} gap="xs" wrap="nowrap" align="flex-start">
            <SimpleGrid cols={2} spacing="xs" verticalSpacing={4} flex={1}>
              <TextInput
                label={t`Name`}
                aria-label={t`Name of limit ${index + 1}`}
                value={limit.name}
                error={errors[`limits.${index}.name`]}
                onChange={(event) => change(index, { name: event.currentTarget.value })}
              />
              <NumberInput
                label={t`Calls`}
                aria-label={t`Calls of limit ${index + 1}`}
                min={1}
                value={limit.requests}
                error={errors[`limits.${index}.requests`]}
                onChange={(value) => change(index, { requests: Number(value) })}
              />
              <Select
                label={t`Window`}
                aria-label={t`Window of limit ${index + 1}`}
                allowDeselect={false}
                data={[...new Set([...windows, limit.windowSeconds])].map((n) => ({
                  value: String(n),
                  label: inWords(n),
                }))}
                value={String(limit.windowSeconds)}
                onChange={(value) => change(index, { windowSeconds: Number(value) })}
              />
              <Select
                label={t`Counted`}
                aria-label={t`Counted for limit ${index + 1}`}
                allowDeselect={false}
                data={[
                  { value: "app", label: t`per app` },
                  { value: "token", label: t`per token` },
                  ...(team ? [{ value: "team", label: t`per team` }] : []),
                ]}
                value={limit.per ?? "app"}
                onChange={(value) => change(index, { per: value === "token" || value === "team" ? value : "app" })}
              />
            </SimpleGrid>
            <ActionIcon
              variant="subtle"
              color="red"
              size="lg"
              mt={22}
              aria-label={t`Remove limit ${index + 1}`}
              onClick={() => onChange(limits.filter((_, at) => at !== index))}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        <Group>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() =>
              onChange([...limits, { name: `limit-${limits.length + 1}`, requests: 1000, windowSeconds: 3600 }])
            }
          >
            <Trans>Another limit</Trans>
          </Button>
        </Group>
      </Stack>
    </Input.Wrapper>
  );
}
