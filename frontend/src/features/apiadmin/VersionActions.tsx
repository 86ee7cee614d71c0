import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { deleteVersion, deprecateVersion, publishVersion, retireVersion } from "@/client/sdk.gen";
import type { Api, Version } from "@/client/types.gen";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";
import { compared } from "./mayBreak";
import { PublishChanges } from "./PublishChanges";
import { useApiChanged } from "./useApiChanged";

type Act = "publish" | "deprecate" | "retire" | "delete";

const possible: Partial<Record<Version["state"], Act[]>> = {
  failed: ["delete"],
  draft: ["publish", "delete"],
  published: ["deprecate", "retire"],
  deprecated: ["publish", "retire"],
};

export function VersionActions({ api, version }: { api: Api; version: Version }) {
  const { t } = useLingui();
  const [act, setAct] = useState<Act | undefined>();
  const words = { publish: t`Publish…`, deprecate: t`Deprecate…`, retire: t`Retire…`, delete: t`Delete…` };
  return (
    <Group gap="xs">
      {(possible[version.state] ?? []).map((each) => (
        <Button key={each} size="xs" variant={each === "publish" ? "filled" : "default"} onClick={() => setAct(each)}>
          {words[each]}
        </Button>
      ))}
      {act && <ActDialog api={api} version={version} act={act} onClose={() => setAct(undefined)} />}
    </Group>
  );
}

type Props = { api: Api; version: Version; act: Act; onClose: () => void };

/** ActDialog says what a step in a version's life does, and takes it. */
export function ActDialog({ api, version, act, onClose }: Props) {
  const { t } = useLingui();
  const changed = useApiChanged(api.slug);
  const [sunset, setSunset] = useState("");
  const [breaking, setBreaking] = useState(false);
  const [agreed, setAgreed] = useState(false);
  const path = { api: api.slug, version: version.label };
  // What was asked about is what is accepted: another version that became current meanwhile is refused by the server.
  const [current] = useState(compared(api));
  const run = useMutation({
    mutationFn: async () => {
      if (act === "publish") {
        const accepted = breaking && agreed && current ? { acceptBreaking: true, comparedWith: current } : {};
        return (await publishVersion({ path, body: accepted })).data;
      }
      if (act === "delete") return (await deleteVersion({ path: { ...path, version: version.id } })).data;
      if (act === "retire") return (await retireVersion({ path, body: {} })).data;
      const sunsetAt = sunset ? new Date(`${sunset}T00:00:00`).toISOString() : undefined;
      return (await deprecateVersion({ path, body: sunsetAt ? { sunsetAt } : {} })).data;
    },
    onSuccess: async () => {
      onClose();
      done(words[act].done);
      await changed();
    },
  });
  const { label } = version;
  const words = {
    delete: {
      title: t`Delete ${label}?`,
      confirm: t`Delete`,
      effect: t`Nobody but publishers has seen it. Its document is deleted with it.`,
      done: t`${label} is deleted`,
    },
    publish: {
      title: t`Publish ${label}?`,
      confirm: t`Publish`,
      effect: t`It becomes the current version: readers see it, and calls are matched to its operations.`,
      done: t`${label} is published`,
    },
    deprecate: {
      title: t`Deprecate ${label}?`,
      confirm: t`Deprecate`,
      effect: t`It still answers. Readers see a banner with the date on which it is meant to end.`,
      done: t`${label} is deprecated`,
    },
    retire: {
      title: t`Retire ${label}?`,
      confirm: t`Retire`,
      effect: t`Its calls are answered 410 from now on, and it can't come back. Its reference stays readable.`,
      done: t`${label} is retired`,
    },
  };
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={words[act].title}
      confirm={words[act].confirm}
      danger={act === "retire" || act === "delete"}
      busy={run.isPending}
      disabled={act === "publish" && breaking && !agreed}
      error={run.error}
      onConfirm={() => run.mutate()}
    >
      <Text size="sm">{words[act].effect}</Text>
      {act === "publish" && version.state === "draft" && (
        <PublishChanges
          api={api}
          version={version}
          current={current}
          agreed={agreed}
          onAgree={setAgreed}
          onKnown={setBreaking}
        />
      )}
      {act === "publish" && version.findings.some((finding) => finding.severity === "error") && (
        <Text size="sm" fw={600}>
          <Trans>Its document still has errors.</Trans>
        </Text>
      )}
      {act === "deprecate" && (
        <TextInput
          type="date"
          label={t`Meant to end on`}
          value={sunset}
          onChange={(event) => setSunset(event.currentTarget.value)}
        />
      )}
    </ConfirmDialog>
  );
}
