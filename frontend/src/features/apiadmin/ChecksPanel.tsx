import { useLingui } from "@lingui/react/macro";
import { Radio, Stack } from "@mantine/core";
import { useState } from "react";
import { getChecks, setChecks } from "@/client/sdk.gen";
import type { RequestChecks } from "@/client/types.gen";
import { tagged } from "@/lib/etag";
import { Panel } from "@/ui/Panel";
import { FindingsOfCalls } from "./FindingsOfCalls";
import { SaveSetting } from "./SaveSetting";
import { type Stored, useSettingSave } from "./useSettingSave";

const modes = ["off", "report", "enforce"] as const;

/** ChecksPanel chooses what happens to calls that don't fit the document, and shows which did not. */
export function ChecksPanel({ api, stored }: { api: string; stored: Stored<RequestChecks> }) {
  const { t } = useLingui();
  const [mode, setMode] = useState(stored.data.mode);
  const path = { api };
  const setting = useSettingSave<RequestChecks>({
    api,
    base: stored,
    read: async () => tagged(await getChecks({ path })),
    write: (body, tag) => setChecks({ path, headers: { "If-Match": tag }, body }),
    word: () => t`The next call already follows it`,
  });
  return (
    <Panel title={t`Calls that don't fit the document`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setting.save({ mode });
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
          <SaveSetting setting={setting} mine={{ mode }} disabled={mode === stored.data.mode} />
          {stored.data.mode !== "off" && <FindingsOfCalls api={api} />}
        </Stack>
      </form>
    </Panel>
  );
}
