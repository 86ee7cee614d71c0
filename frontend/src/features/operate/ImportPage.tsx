import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, FileButton, Group, Stack, Text, Textarea } from "@mantine/core";
import { IconCheck, IconFileUpload } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { importTokensMutation } from "@/client/@tanstack/react-query.gen";
import type { TokenImport } from "@/client/types.gen";
import { Crumb } from "@/ui/Crumb";
import { LeaveGuard } from "@/ui/LeaveGuard";
import { ButtonLink, TextLink } from "@/ui/links";
import { PageHeader } from "@/ui/PageHeader";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { ImportHelp } from "./ImportHelp";
import { ImportReport } from "./ImportReport";

/** ImportPage brings keys of another system in by their SHA-256: first a dry run, then all of them at once. */
export function ImportPage() {
  const { t } = useLingui();
  const client = useQueryClient();
  const [text, setText] = useState("");
  const [checked, setChecked] = useState<{ text: string; report: TokenImport }>();
  const check = useMutation({
    ...importTokensMutation(),
    onSuccess: (report, { body }) => setChecked({ text: body.text, report }),
  });
  const store = useMutation({
    ...importTokensMutation(),
    onSuccess: async () => {
      setText("");
      setChecked(undefined);
      await client.invalidateQueries({ queryKey: ["tokens"] });
    },
  });
  const report = checked?.text === text ? checked.report : undefined;
  const ready = report?.findings.length === 0 ? report.keys : 0;
  const write = (next: string) => {
    setText(next);
    store.reset();
  };
  return (
    <>
      <LeaveGuard dirty={text !== ""} />
      <PageHeader
        above={
          <Crumb>
            <TextLink to="/operate/tokens">
              <Trans>All tokens</Trans>
            </TextLink>
          </Crumb>
        }
        title={t`Import keys`}
        lead={
          <Trans>
            Keys that another system issued go on working here, and nobody needs a new one: only the SHA-256 of each is
            asked for.
          </Trans>
        }
      />
      <Stack gap="lg">
        <ImportHelp />
        <Panel title={t`Keys`}>
          <Stack>
            <Group>
              <FileButton
                accept=".csv,.json,text/csv,application/json"
                onChange={(file) => void file?.text().then(write)}
              >
                {(props) => (
                  <Button {...props} variant="default" leftSection={<IconFileUpload size={16} aria-hidden />}>
                    <Trans>Choose a file</Trans>
                  </Button>
                )}
              </FileButton>
              <Text size="sm" c="dimmed">
                <Trans>or paste it here; at most 1,000 keys at once</Trans>
              </Text>
            </Group>
            <Textarea
              aria-label={t`CSV or JSON`}
              autosize
              minRows={6}
              maxRows={18}
              spellCheck={false}
              styles={{
                input: { fontFamily: "var(--mantine-font-family-monospace)", whiteSpace: "pre", overflowX: "auto" },
              }}
              value={text}
              onChange={(event) => write(event.currentTarget.value)}
            />
            <Group>
              <Button
                variant={ready ? "default" : "filled"}
                loading={check.isPending}
                disabled={!text.trim() || store.isPending}
                onClick={() => check.mutate({ body: { text, dryRun: true } })}
              >
                <Trans>Dry run</Trans>
              </Button>
              <Button
                loading={store.isPending}
                disabled={ready === 0 || check.isPending}
                onClick={() => store.mutate({ body: { text, dryRun: false } })}
              >
                <Trans>Import {ready}</Trans>
              </Button>
            </Group>
            <ProblemAlert error={check.error ?? store.error} />
            {store.data && (
              <Alert color="green" icon={<IconCheck size={18} aria-hidden />} role="status">
                <Stack gap="xs" align="flex-start">
                  <Trans>{store.data.imported} keys are imported and work from now on. Their owners are told.</Trans>
                  <ButtonLink size="compact-sm" variant="default" to="/operate/tokens">
                    <Trans>See them in the inventory</Trans>
                  </ButtonLink>
                </Stack>
              </Alert>
            )}
          </Stack>
        </Panel>
        {report && <ImportReport report={report} />}
      </Stack>
    </>
  );
}
