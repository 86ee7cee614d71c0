import { Trans, useLingui } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { listPoliciesOptions } from "@/client/@tanstack/react-query.gen";
import { DataList } from "@/ui/DataList";
import { TextLink } from "@/ui/links";
import { Panel } from "@/ui/Panel";
import { usePolicyWords } from "./words";

/** LevelsPanel lists the APIs, teams and apps that tighten the portal's rules. */
export function LevelsPanel() {
  const { t } = useLingui();
  const { rule, place } = usePolicyWords();
  const { data } = useSuspenseQuery(listPoliciesOptions());
  return (
    <Panel title={t`APIs, teams and apps that ask for more`}>
      <DataList
        label={t`APIs, teams and apps that ask for more`}
        rows={data.items}
        rowKey={({ level, id }) => `${level} ${id}`}
        empty={
          <Text size="sm" c="dimmed">
            <Trans>
              None does yet. Open the Policy tab of an API or an app, or the page of a team, to tighten a rule for its
              tokens alone.
            </Trans>
          </Text>
        }
        columns={[
          {
            key: "name",
            header: t`Level`,
            main: true,
            cell: ({ level, id, name }) => (
              <TextLink to="/operate/policies/$level/$id" params={{ level, id }}>
                {place({ level, name })}
              </TextLink>
            ),
          },
          { key: "rules", header: t`Rules`, cell: ({ rules }) => <Text size="sm">{rules.map(rule).join(", ")}</Text> },
        ]}
      />
    </Panel>
  );
}
