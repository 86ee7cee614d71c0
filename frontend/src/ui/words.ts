import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { i18n } from "@/lib/i18n";

const words: Record<string, MessageDescriptor> = {
  active: msg`Active`,
  published: msg`Published`,
  approved: msg`Approved`,
  allowed: msg`Allowed`,
  sent: msg`Sent`,
  success: msg`Done`,
  low: msg`Low risk`,
  medium: msg`Medium risk`,
  high: msg`High risk`,
  partly: msg`Approved in part`,
  expiring: msg`Expiring`,
  deprecated: msg`Deprecated`,
  rotating: msg`Rotating`,
  importing: msg`Importing`,
  queued: msg`Queued`,
  pending: msg`Waiting`,
  kept: msg`Kept`,
  draft: msg`Draft`,
  suspended: msg`Suspended`,
  quarantined: msg`In quarantine`,
  paused: msg`Paused`,
  disabled: msg`Disabled`,
  inactive: msg`Unused`,
  waiting: msg`Waiting`,
  expired: msg`Expired`,
  usedUp: msg`Used up`,
  ended: msg`Ended`,
  withdrawn: msg`Withdrawn`,
  retired: msg`Retired`,
  revoked: msg`Revoked`,
  refused: msg`Refused`,
  denied: msg`Denied`,
  failed: msg`Failed`,
  delivered: msg`Delivered`,
  stopped: msg`Stopped`,
  failure: msg`Failed`,
  next: msg`Next`,
  retiring: msg`Retiring`,
  removed: msg`Removed`,
  live: msg`Live`,
  sandbox: msg`Sandbox`,
  ephemeral: msg`Ephemeral`,
};

/** stateWord is the word that people read for a state of the API; an unknown one is shown as it is. */
export function stateWord(state: string): string {
  const word = words[state];
  return word ? i18n._(word) : state;
}
