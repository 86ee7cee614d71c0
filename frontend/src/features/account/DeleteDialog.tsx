import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { List, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { deleteMyAccountMutation } from "@/client/@tanstack/react-query.gen";
import type { Deletion } from "@/client/types.gen";
import { keepCSRF } from "@/lib/csrf";
import { fieldErrors, hasCode } from "@/lib/problem";
import { sessionOptions } from "@/lib/session";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { done } from "@/ui/notify";
import { Bequests, ends as toEnd } from "./Bequests";
import { Fates, Working } from "./Fates";

type Props = { ends: Deletion; onClose: () => void; onChanged: () => void };

/** DeleteDialog shows what ends with the account and asks for its address. */
export function DeleteDialog({ ends, onClose, onChanged }: Props) {
  const { t } = useLingui();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const [heirs, setHeirs] = useState<Record<string, string>>({});
  const remove = useMutation({
    ...deleteMyAccountMutation(),
    onSuccess: async () => {
      keepCSRF("");
      client.clear();
      client.setQueryData(sessionOptions.queryKey, null);
      await navigate({ to: "/" });
      done(t`Your account is deleted`);
    },
    onError: (error) => {
      if (hasCode(error, "accounts.more_ends")) onChanged();
    },
  });
  const operatorTokens = ends.operatorTokens.map(({ id }) => ({
    id,
    heir: heirs[id] === toEnd ? "" : (heirs[id] ?? ""),
  }));
  const undecided = ends.operatorTokens.some(({ id }) => !heirs[id]);
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t`Delete your account?`}
      confirm={t`Delete for good`}
      danger
      busy={remove.isPending}
      disabled={undecided || typed.trim().toLowerCase() !== ends.email.toLowerCase()}
      error={remove.error}
      onConfirm={() => remove.mutate({ body: { confirm: typed.trim(), apps: ends.apps, operatorTokens } })}
    >
      <List size="sm" spacing={4}>
        <List.Item>
          <Plural value={ends.apps} _0="No app ends with it." one="# app ends with it." other="# apps end with it." />{" "}
          {ends.apps > 0 && <Working tokens={ends.tokens} clients={ends.clients} />}
        </List.Item>
        <Fates teams={ends.teams} />
      </List>
      {ends.operatorTokens.length > 0 && <Bequests machines={ends.operatorTokens} heirs={heirs} onChange={setHeirs} />}
      <Text size="sm">
        {ends.apps > 0 && <Trans>Move apps that shall stay to somebody else or to a team first.</Trans>}{" "}
        <Trans>Type your e-mail address to go on.</Trans>
      </Text>
      <TextInput
        label={t`Your e-mail address`}
        placeholder={ends.email}
        autoComplete="off"
        value={typed}
        error={fieldErrors(remove.error)["confirm"]}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
