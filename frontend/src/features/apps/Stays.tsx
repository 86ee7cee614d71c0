import { Trans } from "@lingui/react/macro";
import { Alert } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { TextLink } from "@/ui/links";

/** Stays says which APIs keep an app with its owner. */
export function Stays({ apis, app }: { apis: readonly string[]; app: string }) {
  const names = apis.join(", ");
  return (
    <Alert w="100%" variant="light" color="red" icon={<IconLock aria-hidden />}>
      <Trans>
        Only some teams may use {names}, and the new owner is none of them.{" "}
        <TextLink to="/apps/$app" params={{ app }} search={{ tab: "access" }} underline="always" inherit>
          End this access
        </TextLink>{" "}
        or withdraw the request before you move the app.
      </Trans>
    </Alert>
  );
}
