import { Trans } from "@lingui/react/macro";
import { Box, Group, Stack, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { ApiCards } from "@/features/catalog/ApiCards";
import { apisOptions } from "@/features/catalog/queries";
import { usePortal } from "@/lib/portal";
import { useSession } from "@/lib/session";
import { ButtonLink, TextLink } from "@/ui/links";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { BlockSkeleton } from "@/ui/Skeletons";
import { StartSteps } from "./StartSteps";

/** How many APIs the first page shows before it leads to all of them. */
const shownMax = 6;
/** The portal's own management API: what people come for is first. */
const ownSlug = "gatehouse";

export function HomePage() {
  const portal = usePortal();
  const me = useSession();
  const list = useInfiniteQuery(apisOptions());
  const listed = list.data?.pages.flatMap((page) => page.items) ?? [];
  const apis = listed.toSorted((a, b) => Number(a.slug === ownSlug) - Number(b.slug === ownSlug));
  useEffect(() => {
    document.title = portal.name;
  }, [portal.name]);
  return (
    <Stack gap={48} maw={1120} mx="auto" pt={{ base: "md", md: "xl" }}>
      <Box component="header" maw={720}>
        <Title order={1} fz={{ base: 32, md: 44 }} lh={1.15}>
          <Trans>Build on our APIs</Trans>
        </Title>
        <Text size="lg" c="dimmed" mt="md">
          <Trans>
            {portal.name} is where you find an API, read its reference, try it in the sandbox, and make the token that
            your app needs.
          </Trans>
        </Text>
        <Group mt="lg">
          {me ? (
            <ButtonLink to="/dashboard" size="md">
              <Trans>Go to the dashboard</Trans>
            </ButtonLink>
          ) : (
            <ButtonLink to="/sign-up" size="md">
              <Trans>Get started</Trans>
            </ButtonLink>
          )}
          <ButtonLink to="/guides" size="md" variant="default">
            <Trans>Read the guides</Trans>
          </ButtonLink>
        </Group>
      </Box>
      <section aria-labelledby="home-apis">
        <Group justify="space-between" mb="md">
          <Title order={2} size="h3" id="home-apis">
            <Trans>APIs</Trans>
          </Title>
          {apis.length > shownMax && (
            <TextLink to="/apis">
              <Trans>See all</Trans>
            </TextLink>
          )}
        </Group>
        <ProblemAlert error={list.error} retry={() => void list.refetch()} />
        {list.isPending && <BlockSkeleton height={180} />}
        {list.data && <ApiCards apis={apis.slice(0, shownMax)} order={3} />}
      </section>
      <StartSteps />
      <Text size="sm" c="dimmed">
        <Trans>
          Found a token where it doesn't belong?{" "}
          <TextLink to="/found-a-token" inherit underline="always">
            Report it
          </TextLink>
          , without an account.
        </Trans>
      </Text>
    </Stack>
  );
}
