import { Trans, useLingui } from "@lingui/react/macro";
import { Stack } from "@mantine/core";
import { PageHeader } from "@/ui/PageHeader";
import { AskPanel } from "./AskPanel";
import { ListsPanel } from "./ListsPanel";
import { NetworksPanel } from "./NetworksPanel";

export function BlocksPage() {
  const { t } = useLingui();
  return (
    <>
      <PageHeader
        title={t`Blocked networks`}
        lead={
          <Trans>
            Calls from these networks are refused at the gate before a token is looked at. This portal itself stays open
            to them.
          </Trans>
        }
      />
      <Stack>
        <AskPanel />
        <NetworksPanel />
        <ListsPanel />
      </Stack>
    </>
  );
}
