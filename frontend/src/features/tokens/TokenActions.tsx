import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Button, Menu } from "@mantine/core";
import {
  IconDots,
  IconEyeExclamation,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconShieldHalf,
  IconTrash,
} from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import type { Token } from "@/client/types.gen";
import { can, useMe } from "@/lib/session";
import { EditDialog } from "./EditDialog";
import { QuarantineDialog } from "./QuarantineDialog";
import { ReasonDialog } from "./ReasonDialog";
import { RotateDialog } from "./RotateDialog";

const route = getRouteApi("/tokens/$token");

type Open = "rotate" | "edit" | "revoke" | "suspend" | "resume" | "quarantine" | "leak" | null;

/** TokenActions are what can be done to a token that still lives. */
export function TokenActions({ token }: { token: Token }) {
  const { t } = useLingui();
  const adding = route.useSearch();
  const minted = Boolean(token.ephemeral); // stays as it was minted
  const [open, setOpen] = useState<Open>(!minted && (adding.network || adding.origin || adding.scopes) ? "edit" : null);
  const close = () => setOpen(null);
  const suspended = token.state === "suspended";
  const me = useMe();
  const over = token.suspension?.operator === false && can(me, "tokens:revoke-any") && token.owner !== me.account.id;
  return (
    <>
      {!minted && (
        <Button
          leftSection={<IconRefresh size={16} aria-hidden />}
          disabled={suspended}
          onClick={() => setOpen("rotate")}
        >
          <Trans>Rotate</Trans>
        </Button>
      )}
      <Button
        color="red"
        variant="outline"
        leftSection={<IconTrash size={16} aria-hidden />}
        onClick={() => setOpen("revoke")}
      >
        <Trans>Revoke</Trans>
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label={t`More actions`}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {!minted && (
            <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => setOpen("edit")}>
              <Trans>Edit</Trans>
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconShieldHalf size={16} aria-hidden />} onClick={() => setOpen("quarantine")}>
            <Trans>Quarantine</Trans>
          </Menu.Item>
          {over && (
            <Menu.Item leftSection={<IconPlayerPause size={16} aria-hidden />} onClick={() => setOpen("suspend")}>
              <Trans>Suspend as an operator</Trans>
            </Menu.Item>
          )}
          {token.ephemeral?.because ? null : suspended ? (
            <Menu.Item leftSection={<IconPlayerPlay size={16} aria-hidden />} onClick={() => setOpen("resume")}>
              <Trans>Resume</Trans>
            </Menu.Item>
          ) : (
            <Menu.Item leftSection={<IconPlayerPause size={16} aria-hidden />} onClick={() => setOpen("suspend")}>
              <Trans>Suspend</Trans>
            </Menu.Item>
          )}
          <Menu.Item
            c="var(--mantine-color-error)"
            leftSection={<IconEyeExclamation size={16} aria-hidden />}
            onClick={() => setOpen("leak")}
          >
            <Trans>Report as leaked</Trans>
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {open === "rotate" && <RotateDialog token={token} onClose={close} />}
      {open === "edit" && <EditDialog token={token} adding={adding} onClose={close} />}
      {(open === "revoke" || open === "suspend" || open === "resume" || open === "leak") && (
        <ReasonDialog token={token} act={open} onClose={close} onQuarantine={() => setOpen("quarantine")} />
      )}
      {open === "quarantine" && <QuarantineDialog token={token} onClose={close} />}
    </>
  );
}
