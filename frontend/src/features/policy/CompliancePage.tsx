import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, Text } from "@mantine/core";
import { IconClipboardCheck, IconDownload } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getComplianceOptions } from "@/client/@tanstack/react-query.gen";
import { EmptyState } from "@/ui/EmptyState";
import { PageHeader } from "@/ui/PageHeader";
import { RelativeTime } from "@/ui/RelativeTime";
import { trendsOf } from "./compliance";
import { ProfilesMet } from "./ProfilesMet";
import { RuleCard } from "./RuleCard";

const evidence = "/api/v1/policy-compliance/evidence";

/** CompliancePage shows how well the rules for tokens are met, and since when. */
export function CompliancePage() {
  const { t } = useLingui();
  const { data } = useSuspenseQuery(getComplianceOptions());
  const trends = trendsOf(data.days).sort((a, b) => b.now.breaking - a.now.breaking);
  const at = trends[0]?.now.at;
  return (
    <>
      <PageHeader
        title={t`Compliance`}
        lead={
          <Trans>
            How many live tokens meet each rule for tokens, and which don't. OAuth clients count where a rule is about
            them.
          </Trans>
        }
        actions={(["csv", "json"] as const).map((kind) => (
          <Button
            key={kind}
            component="a"
            href={`${evidence}.${kind}`}
            download
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            {kind === "csv" ? t`Evidence as CSV` : t`Evidence as JSON`}
          </Button>
        ))}
      />
      {data.profiles.length > 0 && (
        <Stack mb="md">
          <ProfilesMet profiles={data.profiles} />
        </Stack>
      )}
      {trends.length === 0 ? (
        <EmptyState icon={IconClipboardCheck} title={t`Nothing to count yet`}>
          <Trans>The first figures come within minutes of the start.</Trans>
        </EmptyState>
      ) : (
        <Stack>
          <Text size="sm" c="dimmed">
            <Trans>
              Counted <RelativeTime at={at} />. An API's rules concern the tokens with scopes of it, an app's its own.
            </Trans>
          </Text>
          {trends.map((trend) => (
            <RuleCard key={trend.key} trend={trend} />
          ))}
        </Stack>
      )}
    </>
  );
}
