import { useLingui } from "@lingui/react/macro";
import { NumberInput, SimpleGrid, Stack, Switch, TextInput } from "@mantine/core";
import type { UpstreamHealthCheck } from "@/client/types.gen";
import type { SectionProps } from "./draft";

const usual: UpstreamHealthCheck = { path: "/healthz", intervalSeconds: 10, unhealthyAfter: 3, healthyAfter: 2 };

/** HealthFields edits the checks that the gateway makes by itself. */
export function HealthFields({ draft, change, errors }: SectionProps) {
  const { t } = useLingui();
  const { health } = draft;
  const set = (part: Partial<UpstreamHealthCheck>) => change({ health: { ...(health ?? usual), ...part } });
  const numbers = [
    { name: "intervalSeconds", label: t`Every`, suffix: t` s` },
    { name: "unhealthyAfter", label: t`Down after failures in a row`, suffix: "" },
    { name: "healthyAfter", label: t`Back after good ones in a row`, suffix: "" },
  ] as const;
  return (
    <Stack gap="sm">
      <Switch
        label={t`Ask each address by itself whether it is well`}
        description={t`Without this, five calls in a row that get no whole answer keep further ones away; one in ten seconds tries again.`}
        checked={Boolean(health)}
        onChange={(event) => change({ health: event.currentTarget.checked ? usual : undefined })}
      />
      {health && (
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <TextInput
            label={t`Path`}
            description={t`From the server's root.`}
            value={health.path}
            error={errors["health.path"]}
            onChange={(event) => set({ path: event.currentTarget.value })}
          />
          <NumberInput
            label={t`Status that is well`}
            description={t`Empty: any from 200 to 299.`}
            allowDecimal={false}
            value={health.status || ""}
            error={errors["health.status"]}
            onChange={(value) => set({ status: Number(value) || 0 })}
          />
          {numbers.map(({ name, label, suffix }) => (
            <NumberInput
              key={name}
              label={label}
              suffix={suffix}
              min={1}
              allowDecimal={false}
              value={health[name] ?? ""}
              error={errors[`health.${name}`]}
              onChange={(value) => set({ [name]: Number(value) || 0 })}
            />
          ))}
        </SimpleGrid>
      )}
    </Stack>
  );
}
