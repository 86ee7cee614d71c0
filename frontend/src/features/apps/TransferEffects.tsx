import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Alert, List, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { TransferEffect } from "@/client/types.gen";
import { TextLink } from "@/ui/links";

/** TransferEffects says which tokens of an app break rules of the team that it would come to. */
export function TransferEffects({ effects, name }: { effects: readonly TransferEffect[]; name: string }) {
  const { t } = useLingui();
  if (effects.length === 0)
    return (
      <Text size="sm">
        <Trans>No token of the app breaks a rule of the team {name}.</Trans>
      </Text>
    );
  const stops = effects.some(({ suspends, tokens }) => suspends && tokens > 0);
  return (
    <Alert
      w="100%"
      variant="light"
      color={stops ? "red" : "yellow"}
      icon={<IconAlertTriangle aria-hidden />}
      title={stops ? t`Tokens will be suspended within ten minutes` : t`Tokens break rules of the team`}
    >
      <List size="sm" spacing="xs">
        {effects.map((effect) => (
          <List.Item key={effect.rule}>
            <Broken effect={effect} />
          </List.Item>
        ))}
      </List>
      <Text size="sm" mt="xs">
        <Trans>
          Rules of the team hold as soon as the app is moved. A suspended token works again once it meets them.
        </Trans>
      </Text>
    </Alert>
  );
}

function Broken({ effect: { says, suspends, tokens, broken, clients } }: { effect: TransferEffect }) {
  return (
    <>
      {says}{" "}
      {tokens > 0 &&
        (suspends ? (
          <Plural
            value={tokens}
            one="# live token breaks it and is suspended:"
            other="# live tokens break it and are suspended:"
          />
        ) : (
          <Plural
            value={tokens}
            one="# live token breaks it and goes on until it is changed:"
            other="# live tokens break it and go on until they are changed:"
          />
        ))}{" "}
      {broken.map(({ id, name }, i) => (
        <span key={id}>
          {i > 0 && ", "}
          <TextLink to="/tokens/$token" params={{ token: id }} underline="always" inherit>
            {name}
          </TextLink>
        </span>
      ))}
      {tokens > broken.length && "…"}
      {tokens > 0 && clients > 0 && "; "}
      {clients > 0 && <Plural value={clients} one="# OAuth client breaks it." other="# OAuth clients break it." />}
    </>
  );
}
