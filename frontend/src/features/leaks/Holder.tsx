import { Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import type { Leak } from "@/client/types.gen";
import { can, useMe } from "@/lib/session";
import { TextLink } from "@/ui/links";

/** Holder names what a secret belongs to, and leads to where it is replaced. */
export function Holder({ leak }: { leak: Leak }) {
  const me = useMe();
  if (leak.source === "honey") {
    return (
      <Text size="sm" fw={600}>
        {leak.tokenName}
      </Text>
    );
  }
  switch (leak.kind) {
    case "cs":
      return (
        <TextLink to="/apps/$app" params={{ app: leak.app }} search={{ tab: "oauth" }} size="sm">
          {leak.tokenName}
        </TextLink>
      );
    case "op":
      return can(me, "operator-tokens:write") ? (
        <TextLink to="/operate/machines" size="sm">
          <Trans>{leak.tokenName} (operator token)</Trans>
        </TextLink>
      ) : (
        <Text size="sm">
          <Trans>{leak.tokenName} (operator token)</Trans>
        </Text>
      );
    default:
      return (
        <TextLink to="/tokens/$token" params={{ token: leak.tokenId }} size="sm">
          {leak.tokenName}
        </TextLink>
      );
  }
}
