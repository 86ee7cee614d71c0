import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changeBlockList, refreshBlockList, removeBlockList } from "@/client/sdk.gen";
import type { BlockList } from "@/client/types.gen";
import { etag } from "@/lib/etag";
import { fieldErrors } from "@/lib/problem";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";
import { ProblemAlert } from "@/ui/ProblemAlert";

type Act = "switch" | "fetch" | "remove";

/** ListActions switches a list, fetches it now, or removes it. */
export function ListActions({ list }: { list: BlockList }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [asking, setAsking] = useState<Act | undefined>();
  const act = useMutation({
    mutationFn: async (what: Act) => {
      const path = { list: list.id };
      if (what === "remove") return removeBlockList({ path });
      if (what === "fetch") return refreshBlockList({ path });
      const { name, url, schedule, enabled, version } = list;
      return changeBlockList({
        path,
        headers: { "If-Match": etag(version) },
        body: {
          name,
          enabled: !enabled,
          confirm: asking === "switch",
          ...(url && { url }),
          ...(schedule && { schedule }),
        },
      });
    },
    onSuccess: async (_, what) => {
      setAsking(undefined);
      done(what === "fetch" ? t`${list.name} is being fetched` : t`Saved`);
      await client.invalidateQueries({ queryKey: ["blocks"] });
    },
    onError: (_, what) => setAsking((was) => was ?? (what === "switch" ? "switch" : undefined)),
  });
  const reason = fieldErrors(act.error)["confirm"];
  return (
    <Group gap={4} justify="flex-end">
      {!asking && <ProblemAlert error={act.error} />}
      <Button size="compact-sm" variant="subtle" loading={act.isPending} onClick={() => act.mutate("switch")}>
        {list.enabled ? <Trans>Switch off</Trans> : <Trans>Switch on</Trans>}
      </Button>
      {list.url && (
        <Button size="compact-sm" variant="subtle" onClick={() => act.mutate("fetch")}>
          <Trans>Fetch now</Trans>
        </Button>
      )}
      <Button
        size="compact-sm"
        variant="subtle"
        color="red"
        aria-label={t`Remove ${list.name}`}
        onClick={() => setAsking("remove")}
      >
        <Trans>Remove</Trans>
      </Button>
      {asking && (
        <ConfirmDialog
          opened
          onClose={() => {
            setAsking(undefined);
            act.reset();
          }}
          title={asking === "remove" ? t`Remove ${list.name}?` : t`Switch ${list.name}?`}
          confirm={asking === "remove" ? t`Remove` : t`This is meant`}
          danger
          busy={act.isPending}
          error={reason ? undefined : act.error}
          onConfirm={() => act.mutate(asking)}
        >
          <Text size="sm">
            {asking === "remove" ? <Trans>Calls from its networks are answered from now on.</Trans> : reason}
          </Text>
        </ConfirmDialog>
      )}
    </Group>
  );
}
