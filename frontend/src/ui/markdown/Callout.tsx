import { Trans } from "@lingui/react/macro";
import { Alert } from "@mantine/core";
import { IconAlertTriangle, IconBulb, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";

const kinds = {
  note: { color: "blue", icon: IconInfoCircle, title: <Trans>Note</Trans> },
  tip: { color: "green", icon: IconBulb, title: <Trans>Tip</Trans> },
  important: { color: "violet", icon: IconInfoCircle, title: <Trans>Important</Trans> },
  warning: { color: "orange", icon: IconAlertTriangle, title: <Trans>Warning</Trans> },
  caution: { color: "red", icon: IconAlertTriangle, title: <Trans>Caution</Trans> },
};

export type Kind = keyof typeof kinds;

export const isCallout = (word: string): word is Kind => Object.hasOwn(kinds, word);

/** calloutOf answers what a quote says when it begins as GitHub's callouts do, such as [!NOTE]. */
export function calloutOf(quote: string): { kind: Kind; text: string } | undefined {
  const found = /^\s*\[!(note|tip|important|warning|caution)\]\s*(?:\n|$)/i.exec(quote);
  if (!found) return undefined;
  const kind = (found[1] ?? "").toLowerCase();
  return isCallout(kind) ? { kind, text: quote.slice(found[0].length) } : undefined;
}

export function Callout({ kind, children }: { kind: Kind; children: ReactNode }) {
  const { color, icon: Icon, title } = kinds[kind];
  return (
    <Alert variant="light" color={color} icon={<Icon aria-hidden />} title={title} my="sm" role="note">
      {children}
    </Alert>
  );
}
