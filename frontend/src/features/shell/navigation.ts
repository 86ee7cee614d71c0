import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import {
  IconApi,
  IconAppWindow,
  IconBell,
  IconBook,
  IconChartBar,
  IconChecklist,
  IconClipboardCheck,
  IconClipboardList,
  IconGauge,
  IconGavel,
  IconHandStop,
  IconHome,
  IconKey,
  IconLayoutDashboard,
  IconMail,
  type IconProps,
  IconRobot,
  IconScissors,
  IconSend,
  IconSettings,
  IconShieldOff,
  IconSignature,
  IconSpy,
  IconUser,
  IconUsers,
  IconUsersGroup,
  IconWebhook,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import type { Me } from "@/client/types.gen";
import { can } from "@/lib/session";

export type NavItem = { to: string; label: MessageDescriptor; icon: ComponentType<IconProps>; permission?: string };
export type NavSection = { label?: MessageDescriptor; items: NavItem[] };

const discover: NavItem[] = [
  { to: "/", label: msg`Home`, icon: IconHome },
  { to: "/apis", label: msg`APIs`, icon: IconApi },
  { to: "/guides", label: msg`Guides`, icon: IconBook },
  { to: "/terms", label: msg`Acceptable use`, icon: IconGavel },
];

const developer: NavItem[] = [
  { to: "/dashboard", label: msg`Dashboard`, icon: IconLayoutDashboard },
  { to: "/apps", label: msg`Apps`, icon: IconAppWindow },
  { to: "/teams", label: msg`Teams`, icon: IconUsersGroup },
  { to: "/requests", label: msg`My requests`, icon: IconSend },
  { to: "/usage", label: msg`Usage`, icon: IconChartBar },
  { to: "/inbox", label: msg`Inbox`, icon: IconBell },
  { to: "/account", label: msg`Account`, icon: IconUser },
];

const operator: NavSection[] = [
  {
    label: msg`Operate`,
    items: [
      { to: "/operate", label: msg`Overview`, icon: IconGauge, permission: "overview:read" },
      { to: "/operate/requests", label: msg`Requests`, icon: IconChecklist, permission: "access:decide" },
      { to: "/operate/apis", label: msg`Manage APIs`, icon: IconApi, permission: "apis:write" },
      { to: "/operate/people", label: msg`People`, icon: IconUsers, permission: "people:read" },
      { to: "/operate/teams", label: msg`All teams`, icon: IconUsersGroup, permission: "people:read" },
    ],
  },
  {
    label: msg`Tokens`,
    items: [
      { to: "/operate/tokens", label: msg`All tokens`, icon: IconKey, permission: "tokens:read-all" },
      {
        to: "/operate/least-privilege",
        label: msg`Least privilege`,
        icon: IconScissors,
        permission: "tokens:read-all",
      },
      { to: "/operate/leaks", label: msg`Found tokens`, icon: IconSpy, permission: "tokens:read-all" },
      { to: "/operate/machines", label: msg`Operator tokens`, icon: IconRobot, permission: "operator-tokens:write" },
      { to: "/operate/blocks", label: msg`Blocked networks`, icon: IconShieldOff, permission: "blocks:write" },
    ],
  },
  {
    label: msg`Rules and evidence`,
    items: [
      { to: "/operate/compliance", label: msg`Compliance`, icon: IconClipboardCheck, permission: "tokens:read-all" },
      { to: "/operate/exceptions", label: msg`Exceptions`, icon: IconHandStop, permission: "policy:write" },
      { to: "/operate/terms", label: msg`Acceptable-use policy`, icon: IconGavel, permission: "audit:read" },
      { to: "/operate/audit", label: msg`Audit`, icon: IconClipboardList, permission: "audit:read" },
    ],
  },
  {
    label: msg`Portal`,
    items: [
      { to: "/operate/settings", label: msg`Settings`, icon: IconSettings, permission: "policy:write" },
      { to: "/operate/webhooks", label: msg`Webhooks`, icon: IconWebhook, permission: "webhooks:write" },
      { to: "/operate/mails", label: msg`Mails`, icon: IconMail, permission: "mails:read" },
      { to: "/operate/keys", label: msg`Signing keys`, icon: IconSignature, permission: "keys:read" },
    ],
  },
];

/** navigationFor is the left menu of one person: what anybody reads, what developers own, what operators run by its kind. */
export function navigationFor(me: Me | null): NavSection[] {
  if (!me || me.restricted) return [{ items: discover }];
  const allowed = operator.map(({ label, items }) => ({
    label,
    items: items.filter((item) => !item.permission || can(me, item.permission)),
  }));
  return [
    { items: discover },
    { label: msg`Build`, items: developer },
    ...allowed.filter(({ items }) => items.length > 0),
  ];
}
