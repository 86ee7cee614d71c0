import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Radio, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { setChecksMutation } from "@/client/@tanstack/react-query.gen";
import type { Api, RequestChecks } from "@/client/types.gen";
import { etag } from "@/lib/etag";
import { done } from "@/ui/notify";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { FindingsOfCalls } from "./FindingsOfCalls";
import { useApiChanged } from "./useApiChanged";

const modes = ["off", "report", "enforce"] as const;

/** ChecksPanel chooses what happens to calls that don't fit the document, and shows which did not. */
export function ChecksPanel({ api, initial }: { api: Api; initial: RequestChecks }) {
  const { t } = useLingui();
  const changed = useApiChanged(api.slug);
  const [mode, setMode] = useState(initial.mode);
  const save = useMutation({
    ...setChecksMutation(),
    onSuccess: async () => {
      done(t`The next call already follows it`);
      await changed();
    },
  });
  return (
    <Panel title={t`Calls that don't fit the document`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ path: { api: api.slug }, headers: { "If-Match": etag(api.version) }, body: { mode } });
        }}
      >
        <Stack>
          <Radio.Group
            label={t`Parameters, content type and body of calls to your servers`}
            value={mode}
            onChange={(next) => setMode(modes.find((known) => known === next) ?? mode)}
          >
            <Stack gap="xs" mt="xs">
              <Radio value="off" label={t`Pass on as they come`} />
              <Radio
                value="report"
                label={t`Compare and count`}
                description={t`Everything still passes. Look here for some days before you refuse.`}
              />
              <Radio
                value="enforce"
                label={t`Refuse what doesn't fit`}
                description={t`With the sandbox's findings: 400, 415 or 422. Such calls count against limits, but never reach your server.`}
              />
            </Stack>
          </Radio.Group>
          <ProblemAlert error={save.error} />
          <Group>
            <Button type="submit" loading={save.isPending} disabled={mode === initial.mode}>
              <Trans>Save</Trans>
            </Button>
          </Group>
          {initial.mode !== "off" && <FindingsOfCalls api={api.slug} />}
        </Stack>
      </form>
    </Panel>
  );
}
