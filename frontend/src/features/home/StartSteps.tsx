import { Trans, useLingui } from "@lingui/react/macro";
import { Card, SimpleGrid, Text, ThemeIcon, Title } from "@mantine/core";
import { IconFingerprint, IconKey, IconPlugConnected } from "@tabler/icons-react";

/** StartSteps says how far a first call is away. */
export function StartSteps() {
  const { t } = useLingui();
  const steps = [
    {
      icon: IconFingerprint,
      title: t`1. Sign up with a passkey`,
      text: t`Your address and a touch; there is no password to forget.`,
    },
    {
      icon: IconPlugConnected,
      title: t`2. Register an app`,
      text: t`It comes with a sandbox token and a curl line: the first answer is there within two minutes.`,
    },
    {
      icon: IconKey,
      title: t`3. Ask for live access`,
      text: t`Say what you need and why. Once it is granted, make a token with just these scopes.`,
    },
  ];
  return (
    <section aria-labelledby="home-steps">
      <Title order={2} size="h3" mb="md" id="home-steps">
        <Trans>How it works</Trans>
      </Title>
      <SimpleGrid component="ol" cols={{ base: 1, sm: 3 }} p={0} m={0} style={{ listStyle: "none" }}>
        {steps.map(({ icon: Icon, title, text }) => (
          <Card key={title} component="li" withBorder padding="lg">
            <ThemeIcon size={40} radius="xl" variant="light" mb="sm">
              <Icon size={22} aria-hidden />
            </ThemeIcon>
            <Title order={3} size="h5">
              {title}
            </Title>
            <Text size="sm" c="dimmed" mt={4}>
              {text}
            </Text>
          </Card>
        ))}
      </SimpleGrid>
    </section>
  );
}
