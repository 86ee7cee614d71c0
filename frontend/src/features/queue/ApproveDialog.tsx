import { Trans, useLingui } from "@lingui/react/macro";
import { Checkbox, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { approveAccessRequest } from "@/client/sdk.gen";
import type { AccessRequest } from "@/client/types.gen";
import { endOfDay } from "@/lib/format";
import { fieldErrors } from "@/lib/problem";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";
import { useDecided } from "./useDecided";
import { useDeprecated } from "./useDeprecated";

/** ApproveDialog grants all or a part of the scopes, for ever or until a day. */
export function ApproveDialog({ request, onClose }: { request: AccessRequest; onClose: () => void }) {
  const { t } = useLingui();
  const asked = [...new Set(request.items.flatMap((item) => item.scopes ?? []))];
  const { waiting, deprecated } = useDeprecated(request);
  const [chosen, setScopes] = useState<string[]>(asked);
  const scopes = chosen.filter((scope) => !deprecated.has(scope));
  const [reason, setReason] = useState("");
  const [until, setUntil] = useState("");
  const decided = useDecided();
  const approve = useMutation({
    mutationFn: async () => {
      const endsAt = until ? endOfDay(until) : undefined;
      const body = { scopes, ...(reason && { reason }), ...(endsAt && { endsAt }) };
      return (await approveAccessRequest({ path: { request: request.id }, body })).data;
    },
    onSuccess: async (saved) => {
      onClose();
      done(saved.state === "partly" ? t`Approved in part` : t`Approved`);
      await decided(saved);
    },
  });
  const errors = fieldErrors(approve.error);
  const partly = scopes.length < asked.length;
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t`Approve access for ${request.appName}?`}
      confirm={partly ? t`Approve this part` : t`Approve`}
      busy={approve.isPending}
      disabled={waiting || (asked.length > 0 && scopes.length === 0)}
      error={approve.error}
      onConfirm={() => approve.mutate()}
    >
      {asked.length > 0 ? (
        <Checkbox.Group
          label={t`Scopes to grant`}
          description={t`Untick what the app does not need; it is told which ones it got.`}
          value={scopes}
          onChange={setScopes}
          error={errors["scopes"]}
        >
          <Stack gap="xs" mt="xs">
            {asked.map((scope) => (
              <Checkbox
                key={scope}
                value={scope}
                label={scope}
                disabled={deprecated.has(scope)}
                description={
                  deprecated.has(scope) && t`Deprecated since it was asked for: it can't be granted any more.`
                }
                styles={{ label: { fontFamily: "var(--mantine-font-family-monospace)" } }}
              />
            ))}
          </Stack>
        </Checkbox.Group>
      ) : (
        <Text size="sm">
          <Trans>The request names no scopes: access to the plan is all that is granted.</Trans>
        </Text>
      )}
      <Textarea
        label={t`Reason`}
        description={partly ? t`Say why not everything: the developer reads it.` : t`The developer reads it.`}
        value={reason}
        error={errors["reason"]}
        onChange={(event) => setReason(event.currentTarget.value)}
        autosize
        minRows={2}
      />
      <TextInput
        type="date"
        label={t`Ends on`}
        description={t`Leave it empty for access without an end.`}
        value={until}
        error={errors["endsAt"]}
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
