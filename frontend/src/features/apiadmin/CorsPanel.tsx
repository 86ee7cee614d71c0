import { useLingui } from "@lingui/react/macro";
import { Checkbox, MultiSelect, NumberInput, Stack, Switch, TagsInput } from "@mantine/core";
import { useState } from "react";
import { getCors, setCors } from "@/client/sdk.gen";
import type { Cors } from "@/client/types.gen";
import { tagged } from "@/lib/etag";
import { fieldErrors } from "@/lib/problem";
import { Panel } from "@/ui/Panel";
import { OriginsField } from "./OriginsField";
import { SaveSetting } from "./SaveSetting";
import { type Stored, useSettingSave } from "./useSettingSave";

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const satisfies Cors["methods"];

/** CorsPanel edits which web pages may call the API from a browser. */
export function CorsPanel({ api, stored }: { api: string; stored: Stored<Cors> }) {
  const { t } = useLingui();
  const [rules, setRules] = useState(stored.data);
  const change = (part: Partial<Cors>) => setRules({ ...rules, ...part });
  const path = { api };
  const setting = useSettingSave<Cors>({
    api,
    base: stored,
    read: async () => tagged(await getCors({ path })),
    write: (body, tag) => setCors({ path, headers: { "If-Match": tag }, body }),
    word: (kept) =>
      kept.enabled ? t`Pages of these origins may call` : t`The gateway leaves web pages to the upstream`,
  });
  const errors = fieldErrors(setting.state.error);
  const everyone = rules.origins?.includes("*") ?? false;
  return (
    <Panel title={t`Calls from web pages`}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setting.save(rules);
        }}
      >
        <Stack>
          <Switch
            label={t`The gateway answers for web pages (CORS)`}
            description={t`It tells browsers which pages may call, without a token and without costing quota, and replaces what the upstream says about origins. Off: browsers can't call with a token at all.`}
            checked={rules.enabled}
            onChange={(event) => change({ enabled: event.currentTarget.checked })}
          />
          {rules.enabled && (
            <>
              <OriginsField
                value={rules.origins ?? []}
                error={errors["origins"]}
                onChange={(origins) => change({ origins, ...(origins.includes("*") && { credentials: false }) })}
              />
              <MultiSelect
                label={t`Methods`}
                description={t`Empty: those that the document has at each path.`}
                data={methods}
                clearable
                value={rules.methods ?? []}
                error={errors["methods"]}
                onChange={(picked) => change({ methods: methods.filter((method) => picked.includes(method)) })}
              />
              <TagsInput
                label={t`Further request headers`}
                description={t`Besides Authorization, X-API-Key, Content-Type, Gatehouse-Version and those that the document names.`}
                splitChars={[",", " "]}
                acceptValueOnBlur
                value={rules.headers ?? []}
                error={errors["headers"]}
                onChange={(headers) => change({ headers })}
              />
              <TagsInput
                label={t`Further answer headers that pages may read`}
                description={t`Besides Gatehouse-Decision, Gatehouse-Request-Id, RateLimit, Retry-After and the gateway's others.`}
                splitChars={[",", " "]}
                acceptValueOnBlur
                value={rules.exposedHeaders ?? []}
                error={errors["exposedHeaders"]}
                onChange={(exposedHeaders) => change({ exposedHeaders })}
              />
              <NumberInput
                label={t`Browsers remember the answer for`}
                suffix={t` seconds`}
                maw={300}
                min={0}
                max={86_400}
                value={rules.maxAgeSeconds ?? 600}
                error={errors["maxAgeSeconds"]}
                onChange={(value) => change({ maxAgeSeconds: Number(value) })}
              />
              <Checkbox
                label={t`Browsers may send cookies`}
                description={
                  everyone
                    ? t`Not together with every web page: name the origins first.`
                    : t`Only for APIs that use cookies of their own. Tokens don't need this.`
                }
                disabled={everyone}
                checked={rules.credentials ?? false}
                error={errors["credentials"]}
                onChange={(event) => change({ credentials: event.currentTarget.checked })}
              />
            </>
          )}
          <SaveSetting setting={setting} mine={rules} />
        </Stack>
      </form>
    </Panel>
  );
}
