import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { listVersionsOptions } from "@/client/@tanstack/react-query.gen";
import type { Api, Version } from "@/client/types.gen";
import { EmptyState } from "@/ui/EmptyState";
import { ImportWizard } from "./importing/ImportWizard";
import { RefreshPanel } from "./RefreshPanel";
import { RulesOff } from "./RulesOff";
import { ScoreTrend } from "./ScoreTrend";
import { ActDialog } from "./VersionActions";
import { VersionCard } from "./VersionCard";

const route = getRouteApi("/operate/apis/$api");

/** VersionsTab lists the versions of an API; which import is open stands in the address, so that it survives a reload. */
export function VersionsTab({ api }: { api: Api }) {
  const { t } = useLingui();
  const { import: watched } = route.useSearch();
  const navigate = route.useNavigate();
  const [label, setLabel] = useState("");
  const [reviewed, setReviewed] = useState<Version>();
  const { data } = useSuspenseQuery({
    ...listVersionsOptions({ path: { api: api.slug } }),
    // An import runs in the background: look every second while one does.
    refetchInterval: (query) => (query.state.data?.items.some((v) => v.state === "importing") ? 1_000 : false),
  });
  const open = (next: string | undefined) => void navigate({ search: next ? { import: next } : {}, replace: true });
  const begin = (suggested: string) => {
    setLabel(suggested);
    open("new");
  };
  const add = (
    <Button leftSection={<IconFileImport size={16} aria-hidden />} onClick={() => begin("")}>
      <Trans>Import a document</Trans>
    </Button>
  );
  return (
    <Stack maw={1000}>
      {data.items.length > 0 ? (
        <Group>{add}</Group>
      ) : (
        <EmptyState icon={IconFileImport} title={t`No version yet`} action={add}>
          <Trans>Upload, paste or fetch an OpenAPI document: 2.0, 3.0, 3.1 or 3.2, JSON or YAML.</Trans>
        </EmptyState>
      )}
      {data.items.map((version, index) => (
        <VersionCard
          key={version.id}
          api={api}
          version={version}
          before={data.items.slice(index + 1).find((older) => older.hash !== "")}
          onWatch={() => open(version.id)}
          onAgain={() => begin(version.label)}
        />
      ))}
      <ScoreTrend versions={data.items} />
      {data.items.length > 0 && <RulesOff api={api} />}
      <RefreshPanel api={api} />
      {watched && (
        <ImportWizard
          api={api}
          watched={watched === "new" ? undefined : watched}
          label={label}
          onWatch={(version) => open(version ?? "new")}
          onReview={(version) => {
            open(undefined);
            setReviewed(version);
          }}
          onClose={() => open(undefined)}
        />
      )}
      {reviewed && <ActDialog api={api} version={reviewed} act="publish" onClose={() => setReviewed(undefined)} />}
    </Stack>
  );
}
