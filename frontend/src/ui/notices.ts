import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Notice } from "@/client/types.gen";

export type Topic = Notice["topic"];

type Words = {
  title: MessageDescriptor;
  about: MessageDescriptor;
  /** Who has no right to what they tell of never gets such notices. */
  permission?: string;
};

/** topics are the kinds of notices, in the order in which they are shown. */
export const topics: Record<Topic, Words> = {
  security: {
    title: msg`Security`,
    about: msg`Sign-ins, passkeys, recovery codes, roles, and what happens to the secrets of your tokens.`,
  },
  account: { title: msg`Account`, about: msg`Your account on this portal.` },
  tokens: {
    title: msg`Care of tokens`,
    about: msg`Tokens that expire soon or that nobody uses, and webhooks that were stopped.`,
  },
  access: { title: msg`Your access`, about: msg`Decisions on your requests, and changes of what your apps may use.` },
  queue: {
    title: msg`Requests to decide`,
    about: msg`Apps that ask for access and wait for you.`,
    permission: "access:decide",
  },
  apis: {
    title: msg`News of APIs`,
    about: msg`Versions of the APIs that you follow: published, deprecated, retired.`,
  },
  upkeep: {
    title: msg`APIs that you manage`,
    about: msg`Documents that changed or can't be fetched, servers that are down.`,
    permission: "apis:write",
  },
  portal: {
    title: msg`This portal`,
    about: msg`How the nodes of the portal are doing.`,
    permission: "settings:write",
  },
  other: { title: msg`Everything else`, about: msg`What belongs to no other kind.` },
};

export const topicNames: readonly Topic[] = [
  "security",
  "account",
  "tokens",
  "access",
  "queue",
  "apis",
  "upkeep",
  "portal",
  "other",
];
