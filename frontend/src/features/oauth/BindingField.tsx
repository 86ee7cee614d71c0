import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, NativeSelect } from "@mantine/core";
import type { OAuthClient } from "@/client/types.gen";

type Binding = OAuthClient["binding"];

const bindings: readonly Binding[] = ["none", "dpop", "dpop_nonce"];

type Props = { value: Binding; error: string | undefined; onChange: (value: Binding) => void };

/** BindingField asks what the client's access tokens are bound to, and says what that is good for. */
export function BindingField({ value, error, onChange }: Props) {
  const { t } = useLingui();
  const words: Record<Binding, string> = {
    none: t`Nothing: whoever has a token may use it`,
    dpop: t`A key of the program (DPoP)`,
    dpop_nonce: t`A key, and a nonce of the server in each proof (DPoP)`,
  };
  return (
    <NativeSelect
      label={t`Tokens are bound to`}
      description={
        <Trans>
          A copy of a bound token is worth nothing, because each call proves the key. The program has to sign a proof
          for each call:{" "}
          <Anchor
            href="/guides/oauth#part-bind-tokens-to-a-key"
            target="_blank"
            rel="noopener"
            inherit
            underline="always"
          >
            how it does that
          </Anchor>
          .
        </Trans>
      }
      value={value}
      error={error}
      data={bindings.map((binding) => ({ value: binding, label: words[binding] }))}
      onChange={(event) => onChange(bindings.find((one) => one === event.currentTarget.value) ?? value)}
    />
  );
}

/** useBindingWords says in words what a client's tokens are bound to. */
export function useBindingWords(): Record<Binding, string> {
  const { t } = useLingui();
  return {
    none: t`to nothing, unless the program proves a key`,
    dpop: t`to a key of the program (DPoP)`,
    dpop_nonce: t`to a key of the program, with a nonce (DPoP)`,
  };
}
