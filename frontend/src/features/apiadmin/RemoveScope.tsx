import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Code, List, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { getScopeUsesOptions } from "@/client/@tanstack/react-query.gen";
import { deleteScope } from "@/client/sdk.gen";
import type { Api, ScopeUses } from "@/client/types.gen";
import { etag } from "@/lib/etag";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";
import { BlockSkeleton } from "@/ui/Skeletons";
import { useApiChanged } from "./useApiChanged";

/** RemoveScope shows what holds a scope and deletes one that nothing holds. */
export function RemoveScope({ api, scope, onClose }: { api: Api; scope: string; onClose: () => void }) {
  const { t } = useLingui();
  const changed = useApiChanged(api.slug);
  const which = { path: { api: api.slug }, query: { name: scope } };
  const uses = useQuery({ ...getScopeUsesOptions(which), staleTime: 0 });
  const remove = useMutation({
    mutationFn: () => deleteScope({ ...which, headers: { "If-Match": etag(api.version) } }),
    onSuccess: async () => {
      onClose();
      done(t`${scope} is deleted`);
      await changed();
    },
  });
  const held = uses.data && sum(uses.data) > 0;
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t`Delete ${scope}?`}
      confirm={t`Delete`}
      danger
      busy={remove.isPending}
      disabled={!uses.data || held === true}
      error={remove.error ?? uses.error}
      onConfirm={() => remove.mutate()}
    >
      {uses.isPending && <BlockSkeleton height={80} />}
      {uses.data && held && <Holders uses={uses.data} />}
      {uses.data && !held && (
        <Text size="sm">
          <Trans>No operation, grant, waiting request or token holds it: nothing breaks.</Trans>
        </Text>
      )}
    </ConfirmDialog>
  );
}

const sum = (uses: ScopeUses) => uses.operations.length + uses.grants + uses.requests + uses.tokens;

const shownMax = 5;

function Holders({ uses }: { uses: ScopeUses }) {
  const { operations, grants, requests, tokens } = uses;
  return (
    <>
      <Text size="sm">
        <Trans>It can't be deleted yet. What still holds it:</Trans>
      </Text>
      <List size="sm">
        {operations.length > 0 && (
          <List.Item>
            <Plural value={operations.length} one="# operation:" other="# operations:" />{" "}
            {operations.slice(0, shownMax).map((id) => (
              <Code key={id} mr={4} style={{ overflowWrap: "anywhere" }}>
                {id}
              </Code>
            ))}
            {operations.length > shownMax && "…"}
          </List.Item>
        )}
        {grants > 0 && (
          <List.Item>
            <Plural value={grants} one="# grant" other="# grants" />
          </List.Item>
        )}
        {requests > 0 && (
          <List.Item>
            <Plural value={requests} one="# waiting request" other="# waiting requests" />
          </List.Item>
        )}
        {tokens > 0 && (
          <List.Item>
            <Plural value={tokens} one="# living token" other="# living tokens" />
          </List.Item>
        )}
      </List>
      <Text size="sm">
        <Trans>
          Mark it as deprecated instead: nobody new gets it, and who has it keeps it until their access or token ends.
        </Trans>
      </Text>
    </>
  );
}
