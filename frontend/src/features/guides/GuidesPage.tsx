import { Trans, useLingui } from "@lingui/react/macro";
import { Card, SimpleGrid, Text, Title } from "@mantine/core";
import { IconBook } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { listGuidesOptions } from "@/client/@tanstack/react-query.gen";
import { can, useSession } from "@/lib/session";
import { EmptyState } from "@/ui/EmptyState";
import { ButtonLink, TextLink } from "@/ui/links";
import { PageHeader } from "@/ui/PageHeader";

export function GuidesPage() {
  const { t } = useLingui();
  const { data } = useSuspenseQuery(listGuidesOptions());
  const write = can(useSession(), "guides:write") && (
    <ButtonLink to="/operate/guides/$guide" params={{ guide: "new" }} variant="default">
      <Trans>Write a guide</Trans>
    </ButtonLink>
  );
  return (
    <>
      <PageHeader
        title={t`Guides`}
        lead={<Trans>How to get from nothing to a call that works, and how to keep it working.</Trans>}
        actions={write}
      />
      {data.items.length === 0 && (
        <EmptyState icon={IconBook} title={t`No guide yet`}>
          <Trans>Guides explain what a reference can't: how the parts fit together.</Trans>
        </EmptyState>
      )}
      <SimpleGrid
        component="ul"
        cols={{ base: 1, sm: 2 }}
        spacing="md"
        p={0}
        m={0}
        maw={960}
        style={{ listStyle: "none" }}
      >
        {data.items.map((guide) => (
          <Card key={guide.slug} component="li" withBorder padding="lg">
            <Title order={2} size="h4" mb={4}>
              <TextLink to="/guides/$guide" params={{ guide: guide.slug }} inherit>
                {guide.title}
              </TextLink>
            </Title>
            <Text size="sm" c="dimmed">
              {guide.summary}
            </Text>
          </Card>
        ))}
      </SimpleGrid>
    </>
  );
}
