import { Trans, useLingui } from "@lingui/react/macro";
import { Card, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { IconBook } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { listGuidesOptions } from "@/client/@tanstack/react-query.gen";
import type { Guide } from "@/client/types.gen";
import { can, useSession } from "@/lib/session";
import { EmptyState } from "@/ui/EmptyState";
import { ButtonLink, TextLink } from "@/ui/links";
import { PageHeader } from "@/ui/PageHeader";
import classes from "./guides.module.css";
import { type Branch, treeOf } from "./tree";

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
      <Section branches={treeOf(data.items)} level={2} />
    </>
  );
}

/** Section shows the guides of a level in the order in which one reads them, with the sections between them. */
function Section({ branches, level }: { branches: Branch[]; level: 2 | 3 | 4 | 5 }) {
  return (
    <Stack gap="lg" maw={960}>
      {runs(branches).map((run) =>
        "guides" in run ? (
          <Cards key={run.guides[0]?.slug ?? ""} guides={run.guides} level={level} />
        ) : (
          <section key={run.path} aria-label={run.name}>
            <Title order={level} size={level === 2 ? "h3" : "h4"} mb="sm">
              {run.name}
            </Title>
            <div className={classes["inside"]}>
              <Section branches={run.inside} level={deeper[level]} />
            </div>
          </section>
        ),
      )}
    </Stack>
  );
}

const deeper = { 2: 3, 3: 4, 4: 5, 5: 5 } as const;

type Run = { guides: Guide[] } | Extract<Branch, { name: string }>;

/** runs puts guides that stand beside each other into one list. */
function runs(branches: Branch[]): Run[] {
  const out: Run[] = [];
  for (const branch of branches) {
    const last = out.at(-1);
    if ("name" in branch) out.push(branch);
    else if (last && "guides" in last) last.guides.push(branch.guide);
    else out.push({ guides: [branch.guide] });
  }
  return out;
}

function Cards({ guides, level }: { guides: Guide[]; level: 2 | 3 | 4 | 5 }) {
  return (
    <SimpleGrid component="ul" cols={{ base: 1, sm: 2 }} spacing="md" p={0} m={0} style={{ listStyle: "none" }}>
      {guides.map((guide) => (
        <Card key={guide.slug} component="li" withBorder padding="lg">
          <Title order={level} size="h4" mb={4}>
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
  );
}
