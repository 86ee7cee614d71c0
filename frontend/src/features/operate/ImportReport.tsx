import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Alert, Badge, Code, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import type { TokenImport } from "@/client/types.gen";
import { DataList } from "@/ui/DataList";
import { Panel } from "@/ui/Panel";

/** ImportReport says what a dry run found: the forms of the keys with their strength, and every mistake by its line. */
export function ImportReport({ report }: { report: TokenImport }) {
  const { t } = useLingui();
  const { findings, forms, keys, apps } = report;
  return (
    <Panel title={t`What the dry run found`}>
      <Stack>
        {findings.length === 0 ? (
          <Alert color="green" icon={<IconCheck size={18} aria-hidden />} role="status">
            <Plural value={keys} one="# key" other="# keys" />{" "}
            <Plural value={apps} one="of # app can be imported." other="of # apps can be imported." />{" "}
            <Trans>Nothing is stored yet.</Trans>
          </Alert>
        ) : (
          <Alert color="orange" icon={<IconAlertTriangle size={18} aria-hidden />} role="status">
            <Plural value={findings.length} one="# mistake" other="# mistakes" />
            {report.more && <Trans>, and more that are not listed</Trans>}.{" "}
            <Trans>Nothing is stored before all of them are mended.</Trans>
          </Alert>
        )}
        <DataList
          label={t`Forms of keys`}
          rows={forms}
          rowKey={(form) => `${form.alphabet}:${form.length}:${form.prefix}`}
          columns={[
            {
              key: "form",
              header: t`Form`,
              main: true,
              cell: (form) => (
                <Code style={{ overflowWrap: "anywhere" }}>{`${form.prefix}… (${form.alphabet}, ${form.length})`}</Code>
              ),
            },
            { key: "keys", header: t`Keys`, cell: (form) => form.keys },
            {
              key: "bits",
              header: t`Strength`,
              cell: (form) => (
                <Badge color={form.weak ? "red" : "green"} variant="light" tt="none" radius="sm">
                  {form.weak ? <Trans>{form.bits} bits: too weak</Trans> : <Trans>{form.bits} bits</Trans>}
                </Badge>
              ),
            },
          ]}
        />
        {findings.length > 0 && (
          <DataList
            label={t`Mistakes`}
            rows={findings}
            rowKey={(finding) => `${finding.line} ${finding.member} ${finding.code} ${finding.message}`}
            columns={[
              {
                key: "line",
                header: t`Line`,
                main: true,
                cell: (finding) => (
                  <Text size="sm" fw={600}>
                    <Trans>Line {finding.line}</Trans>
                  </Text>
                ),
              },
              { key: "member", header: t`Column`, cell: (finding) => finding.member && <Code>{finding.member}</Code> },
              { key: "message", header: t`What to mend`, cell: (finding) => finding.message },
            ]}
          />
        )}
      </Stack>
    </Panel>
  );
}
