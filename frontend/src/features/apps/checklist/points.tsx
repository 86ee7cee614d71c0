import { Plural, Trans } from "@lingui/react/macro";
import type { ReactNode } from "react";
import type { ChecklistItem } from "@/client/types.gen";

type Words = { title: ReactNode; why: ReactNode };

/** wordsOf says what a point asks, and why. */
export function wordsOf({ point, days }: ChecklistItem): Words {
  switch (point) {
    case "scopes":
      return {
        title: <Trans>Live tokens have narrow scopes</Trans>,
        why: (
          <Trans>
            A token is for one API, not for everything that the app was granted, and a scope of high risk has a token of
            its own. Whoever gets hold of it then reaches little. Scopes are narrowed without a new secret.
          </Trans>
        ),
      };
    case "networks":
      return {
        title: <Trans>Live tokens name their networks</Trans>,
        why: (
          <Trans>A stolen token is useless from anywhere else. List the addresses that your servers call from.</Trans>
        ),
      };
    case "expiry":
      return {
        title: (
          <Plural value={days} one="Live tokens live for # day at most" other="Live tokens live for # days at most" />
        ),
        why: <Trans>A token that nobody remembers ends by itself. This is the usual life on this portal.</Trans>,
      };
    case "rotation":
      return {
        title: (
          <Plural
            value={days}
            one="Secrets of live tokens are younger than # day"
            other="Secrets of live tokens are younger than # days"
          />
        ),
        why: (
          <Trans>
            Rotating often makes an old copy of a secret worthless, and shows that it works before it has to work.
          </Trans>
        ),
      };
    case "asked":
      return {
        title: <Trans>Every question of the security admins has an answer</Trans>,
        why: (
          <Trans>
            They ask about tokens that hold more than any call of 30 days needed. Narrow each with one click on its
            page, or say there why it stays as it is.
          </Trans>
        ),
      };
    case "unused":
      return {
        title: (
          <Plural value={days} one="Every token was used within # day" other="Every token was used within # days" />
        ),
        why: (
          <Trans>
            Nobody notices when a token that nobody uses is stolen. Revoke it; a new one is made in a minute.
          </Trans>
        ),
      };
    case "exposed":
      return {
        title: <Trans>No token is exposed or in quarantine</Trans>,
        why: (
          <Trans>
            A secret that was sent over plain HTTP, or that somebody doubted, is replaced by rotating without an
            overlap.
          </Trans>
        ),
      };
    case "contacts":
      return {
        title: <Trans>Somebody is told when something happens</Trans>,
        why: <Trans>Contacts of the app get a mail when a token leaks, also when its owner is away.</Trans>,
      };
    case "secret":
      return {
        title: <Trans>Secrets live in a safe place</Trans>,
        why: (
          <Trans>
            This is the one point that the portal can't see, so it believes you. Secrets in code, pages, images of
            containers or messages are found sooner or later.
          </Trans>
        ),
      };
  }
}
