import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconGavel } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { getTermsOptions, getTermsVersionOptions } from "@/client/@tanstack/react-query.gen";
import { can, useSession } from "@/lib/session";
import { EmptyState } from "@/ui/EmptyState";
import { ButtonLink, TextLink } from "@/ui/links";
import { done } from "@/ui/notify";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { Prose } from "@/ui/Prose";
import { RelativeTime } from "@/ui/RelativeTime";
import { useAccept } from "./accept";
import { Versions } from "./Versions";

const route = getRouteApi("/terms");

/** TermsPage is the acceptable-use policy as everybody reads it, with its earlier versions. */
export function TermsPage() {
  const { t } = useLingui();
  const { version: wanted } = route.useSearch();
  const { data: current } = useSuspenseQuery(getTermsOptions());
  const me = useSession();
  return (
    <>
      <PageHeader title={t`Acceptable use`} lead={<Trans>What everybody who uses this portal agrees to.</Trans>} />
      <Text mb="lg">
        <Trans>
          What happens when a token is in the wrong hands is in{" "}
          <TextLink to="/guides/$guide" params={{ guide: "policy-and-incidents" }} underline="always" inherit>
            Policy and incident process
          </TextLink>
          .
        </Trans>
      </Text>
      {current.version === 0 ? (
        <EmptyState
          icon={IconGavel}
          title={t`No policy was published`}
          action={
            can(me, "policy:write") && (
              <ButtonLink to="/operate/terms">
                <Trans>Write one</Trans>
              </ButtonLink>
            )
          }
        >
          <Trans>The people who run this portal have not published an acceptable-use policy yet.</Trans>
        </EmptyState>
      ) : (
        <Policy version={Number(wanted) || current.version} newest={current.version} />
      )}
    </>
  );
}

function Policy({ version, newest }: { version: number; newest: number }) {
  const { t } = useLingui();
  const me = useSession();
  const { data } = useSuspenseQuery(getTermsVersionOptions({ path: { version } }));
  const accept = useAccept(() => done(t`You accepted version ${version}`));
  return (
    <Stack maw={760}>
      <Group gap="sm">
        <Text size="sm" c="dimmed">
          <Trans>
            Version {data.version}, published <RelativeTime at={data.publishedAt} />
          </Trans>
        </Text>
        {newest > 1 && <Versions shown={version} />}
      </Group>
      {version !== newest && (
        <Alert color="orange" variant="light">
          <Trans>
            This is an earlier version.{" "}
            <TextLink to="/terms" search={{}} underline="always" inherit>
              Read the one that holds
            </TextLink>
          </Trans>
        </Alert>
      )}
      {data.summary && (
        <Text size="sm">
          <Trans>
            What changed: <b>{data.summary}</b>
          </Trans>
        </Text>
      )}
      <article>{data.html && <Prose html={data.html} />}</article>
      <ProblemAlert error={accept.error} />
      {me && me.termsDue > 0 && version === newest && (
        <Group>
          <Button loading={accept.isPending} onClick={() => accept.mutate(version)}>
            <Trans>I accept</Trans>
          </Button>
        </Group>
      )}
    </Stack>
  );
}
