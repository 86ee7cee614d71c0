import { useLingui } from "@lingui/react/macro";
import { Group, SegmentedControl, Select } from "@mantine/core";
import { oneOf } from "@/lib/search";
import { can, useMe } from "@/lib/session";
import { type Topic, topicNames, topics } from "@/ui/notices";

type Search = { topic?: Topic; show?: "unread" };
type Props = { unread: boolean; topic: Topic | undefined; onChange: (next: Search) => void };

/** InboxFilter narrows the inbox to what is new or to one kind. */
export function InboxFilter({ unread, topic, onChange }: Props) {
  const { t, i18n } = useLingui();
  const me = useMe();
  const fitting = topicNames.filter((name) => {
    const { permission } = topics[name];
    return !permission || can(me, permission);
  });
  const search = (show: boolean, kind: Topic | undefined): Search => ({
    ...(show && { show: "unread" }),
    ...(kind && { topic: kind }),
  });
  return (
    <Group mb="md" gap="sm" align="flex-end">
      <SegmentedControl
        aria-label={t`Which notices`}
        value={unread ? "unread" : "all"}
        onChange={(value) => onChange(search(value === "unread", topic))}
        data={[
          { value: "all", label: t`All` },
          { value: "unread", label: t`Unread` },
        ]}
      />
      <Select
        aria-label={t`Kind of notices`}
        placeholder={t`Every kind`}
        clearable
        value={topic ?? null}
        onChange={(value) => onChange(search(unread, oneOf(value, topicNames)))}
        data={fitting.map((name) => ({ value: name, label: i18n._(topics[name].title) }))}
      />
    </Group>
  );
}
