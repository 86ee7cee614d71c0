import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Code, Group, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { listHoneyTokensOptions } from "@/client/@tanstack/react-query.gen";
import type { HoneyToken } from "@/client/types.gen";
import { DataList } from "@/ui/DataList";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { RelativeTime } from "@/ui/RelativeTime";
import { BlockSkeleton } from "@/ui/Skeletons";
import { StateBadge } from "@/ui/StateBadge";
import { PlantDialog } from "./PlantDialog";
import { RetireDialog } from "./RetireDialog";

/** HoneyPanel lists the tokens that open nothing and tell that they were used. */
export function HoneyPanel() {
  const { t } = useLingui();
  const list = useQuery(listHoneyTokensOptions());
  const [open, setOpen] = useState<"plant" | HoneyToken>();
  const close = () => setOpen(undefined);
  return (
    <Panel title={t`Honey tokens`}>
      <Stack>
        <Group justify="space-between" align="flex-start">
          <Text size="sm" maw={640}>
            <Trans>
              A honey token looks like any other and opens nothing. Plant it where nobody has any business: whoever
              calls with it gets the answer of an unknown token, and you hear of it here, in your inbox and by mail.
            </Trans>
          </Text>
          <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen("plant")}>
            <Trans>Plant one</Trans>
          </Button>
        </Group>
        <ProblemAlert error={list.error} retry={() => void list.refetch()} />
        {list.isPending && <BlockSkeleton height={80} />}
        {list.data && (
          <DataList
            label={t`Honey tokens`}
            rows={list.data.items}
            rowKey={(honey) => honey.id}
            empty={
              <Text size="sm" c="dimmed">
                <Trans>None is planted.</Trans>
              </Text>
            }
            columns={[
              {
                key: "name",
                header: t`Name`,
                main: true,
                cell: (honey) => (
                  <div>
                    <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
                      {honey.name}
                    </Text>
                    <Code>{honey.hint}</Code>
                  </div>
                ),
              },
              {
                key: "planted",
                header: t`Planted`,
                cell: (honey) => (
                  <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                    {honey.planted}
                  </Text>
                ),
              },
              { key: "used", header: t`Used`, cell: (honey) => <Used honey={honey} /> },
              { key: "made", header: t`Made`, cell: (honey) => <RelativeTime at={honey.createdAt} /> },
              {
                key: "act",
                header: "",
                cell: (honey) =>
                  honey.retiredAt ? (
                    <StateBadge state="ended" label={t`Retired`} />
                  ) : (
                    <Button size="compact-sm" variant="subtle" color="red" onClick={() => setOpen(honey)}>
                      <Trans>Retire</Trans>
                      <span className="visually-hidden"> {honey.name}</span>
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </Stack>
      {open === "plant" && <PlantDialog onClose={close} />}
      {typeof open === "object" && <RetireDialog honey={open} onClose={close} />}
    </Panel>
  );
}

function Used({ honey }: { honey: HoneyToken }) {
  const { t } = useLingui();
  if (honey.used === 0) return <StateBadge state="active" label={t`Never`} />;
  return (
    <div>
      <StateBadge state="high" label={plural(honey.used, { one: "# time", other: "# times" })} />
      <Text size="xs">
        <RelativeTime at={honey.lastUsedAt} /> {honey.lastNetwork}
      </Text>
    </div>
  );
}
