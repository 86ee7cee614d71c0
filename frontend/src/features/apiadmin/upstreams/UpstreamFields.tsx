import { useLingui } from "@lingui/react/macro";
import { Accordion, Switch } from "@mantine/core";
import type { ComponentType } from "react";
import { CredentialFields } from "./CredentialFields";
import type { SectionProps } from "./draft";
import { HealthFields } from "./HealthFields";
import { LimitFields } from "./LimitFields";
import { TargetRows } from "./TargetRows";
import { TestConnection } from "./TestConnection";
import { TlsFields } from "./TlsFields";

type Props = SectionProps & { api: string; environment: "sandbox" | "live"; label: string };
type Section = { value: string; title: string; summary: string; Fields: ComponentType<SectionProps> };

/** UpstreamFields edits a server: its addresses, and closed beneath them what most servers don't need. */
export function UpstreamFields({ api, environment, label, ...props }: Props) {
  const { t } = useLingui();
  const { draft, errors, change } = props;
  const limited = [...Object.values(draft.timeouts ?? {}), draft.connections, draft.bodyBytesMax].some(Boolean);
  const sections: Section[] = [
    { value: "health", title: t`Health checks`, summary: draft.health?.path ?? t`off`, Fields: HealthFields },
    {
      value: "timeouts",
      title: t`Timeouts and limits`,
      summary: limited ? t`set` : t`usual`,
      Fields: LimitFields,
    },
    { value: "tls", title: t`TLS`, summary: draft.tls ? t`set` : t`usual`, Fields: TlsFields },
    {
      value: "credential",
      title: t`Credential`,
      summary: draft.credential ? t`set` : t`none`,
      Fields: CredentialFields,
    },
  ];
  // Where something is wrong, the part stands open.
  const wrong = sections
    .map(({ value }) => value)
    .filter((value) => Object.keys(errors).some((path) => path.startsWith(value)));
  return (
    <>
      <TargetRows {...props} label={label} />
      <Switch
        mt="md"
        label={t`Answers may last`}
        description={t`Server-sent events and WebSockets pass through until one end closes, or the token ends. Without this an answer ends when its time is over.`}
        checked={draft.longLived ?? false}
        onChange={(event) => change({ longLived: event.currentTarget.checked })}
      />
      <Accordion key={wrong.join()} multiple mt="md" variant="separated" defaultValue={wrong} order={3}>
        {sections.map(({ value, title, summary, Fields }) => (
          <Accordion.Item key={value} value={value}>
            <Accordion.Control>
              {title} · {summary}
            </Accordion.Control>
            <Accordion.Panel>
              <Fields {...props} />
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
      <TestConnection api={api} environment={environment} draft={draft} />
    </>
  );
}
