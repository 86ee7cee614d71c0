import { useLingui } from "@lingui/react/macro";
import { Alert, Stack } from "@mantine/core";
import { IconGavel, IconHourglass } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Token } from "@/client/types.gen";
import { ButtonLink } from "@/ui/links";
import { useAiling } from "./useAiling";

/** TokenAlerts names the tokens that wait for their owner: those that a rule stopped, and those that end soon. */
export function TokenAlerts({ apps }: { apps: string[] }) {
  const { t } = useLingui();
  const { stopped, expiring } = useAiling(apps);
  return (
    <>
      {stopped.length > 0 && (
        <TokenAlert
          color="red"
          icon={<IconGavel aria-hidden />}
          title={t`Suspended for a rule that they break: their calls are refused`}
          tokens={stopped}
        />
      )}
      {expiring.length > 0 && (
        <TokenAlert
          color="orange"
          icon={<IconHourglass aria-hidden />}
          title={t`Tokens that expire soon`}
          tokens={expiring}
        />
      )}
    </>
  );
}

type Props = { color: string; icon: ReactNode; title: string; tokens: Token[] };

function TokenAlert({ color, icon, title, tokens }: Props) {
  return (
    <Alert color={color} variant="light" icon={icon} title={title}>
      <Stack gap={4} align="flex-start">
        {tokens.map((token) => (
          <ButtonLink
            key={token.id}
            to="/tokens/$token"
            params={{ token: token.id }}
            size="compact-sm"
            variant="subtle"
          >
            {token.name} · {token.appName}
          </ButtonLink>
        ))}
      </Stack>
    </Alert>
  );
}
