import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Alert, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { Refresh } from "@/client/types.gen";
import { RelativeTime } from "@/ui/RelativeTime";

/** RefreshStanding says when the address was looked at, what came of it and when it is looked at next. */
export function RefreshStanding({ refresh, checking }: { refresh: Refresh; checking: boolean }) {
  const { t } = useLingui();
  const outcomes = { unchanged: t`nothing new`, changed: t`a new draft`, failed: t`no document` };
  return (
    <>
      <Text size="sm" c="dimmed" role="status">
        {checking && <Trans>Checking now. </Trans>}
        {refresh.checkedAt && refresh.outcome ? (
          <Trans>
            Checked <RelativeTime at={refresh.checkedAt} />: {outcomes[refresh.outcome]}.{" "}
          </Trans>
        ) : (
          refresh.url && <Trans>Not checked yet. </Trans>
        )}
        {refresh.dueAt && (
          <Trans>
            Next <RelativeTime at={refresh.dueAt} />.
          </Trans>
        )}
        {refresh.url && !refresh.dueAt && <Trans>Next when you ask for it.</Trans>}
      </Text>
      {refresh.failure && <LastFailure failure={refresh.failure} failures={refresh.failures} />}
    </>
  );
}

type Failure = NonNullable<Refresh["failure"]>;

function LastFailure({ failure, failures }: { failure: Failure; failures: number }) {
  const { t } = useLingui();
  const words: Record<Failure, string> = {
    unreachable: t`The server of the address does not answer. Check that its name and port are right and that it is up.`,
    refused: t`The server says that there is no such document, or that it may not be read. The address must answer without signing in.`,
    broken: t`The server answers with a failure of its own. Look at the server, or wait until it is mended.`,
    empty: t`The server answers with nothing. Check what it serves at the address.`,
    "too-large": t`The server answers with more than 32 MiB. Serve a smaller document.`,
  };
  return (
    <Alert
      mt="sm"
      color="orange"
      variant="light"
      icon={<IconAlertTriangle aria-hidden />}
      title={t`The document could not be fetched`}
    >
      <Text size="sm">{words[failure]}</Text>
      {failures > 1 && (
        <Text size="sm" mt={4}>
          <Plural
            value={failures}
            one="# check failed."
            other="# checks in a row have failed, so the next ones come less and less often."
          />
        </Text>
      )}
    </Alert>
  );
}
