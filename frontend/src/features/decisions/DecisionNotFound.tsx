import { Trans, useLingui } from "@lingui/react/macro";
import { Code, Group, List, Stack, Text } from "@mantine/core";
import { type ErrorComponentProps, getRouteApi } from "@tanstack/react-router";
import { PageProblem } from "@/features/shell/Fallbacks";
import { toProblem } from "@/lib/problem";
import { CopyIcon } from "@/ui/CopyField";
import { TextLink } from "@/ui/links";
import { PageHeader } from "@/ui/PageHeader";
import { Panel } from "@/ui/Panel";

const route = getRouteApi("/decisions/$decision");

/** DecisionProblem replaces the page of a decision that could not load. */
export function DecisionProblem(props: ErrorComponentProps) {
  return toProblem(props.error).status === 404 ? <DecisionNotFound /> : <PageProblem {...props} />;
}

/**
 * DecisionNotFound says the same about a decision that never was, one of another's app, and one whose call showed no token
 * that anybody has: whose it was can't be known, so it is shown to operators alone.
 */
function DecisionNotFound() {
  const { t } = useLingui();
  const { decision } = route.useParams();
  return (
    <>
      <PageHeader
        title={t`There is no such decision among your apps'`}
        lead={
          <Group gap={4} component="span">
            <Code style={{ overflowWrap: "anywhere" }}>{decision}</Code>
            <CopyIcon value={decision} what={t`decision id`} />
          </Group>
        }
      />
      <Stack>
        <Panel title={t`Why that may be`}>
          <List spacing="xs" size="sm">
            <List.Item>
              <Trans>The call carried no token that we know, so we can't say whose call it was.</Trans>
            </List.Item>
            <List.Item>
              <Trans>The token belongs to an app that isn't yours. The people of that app can open this page.</Trans>
            </List.Item>
            <List.Item>
              <Trans>The call is more than seven days old.</Trans>
            </List.Item>
          </List>
        </Panel>
        <Panel title={t`What you can do`}>
          <List type="ordered" spacing="xs" size="sm">
            <List.Item>
              <Trans>
                Read the code in the answer to your call, and{" "}
                <TextLink to="/guides/$guide" params={{ guide: "errors" }} inherit underline="always">
                  look up how it is mended
                </TextLink>
                .
              </Trans>
            </List.Item>
            <List.Item>
              <Trans>
                Compare the first and the last characters of the secret that your program sends with those on the
                token's page, under{" "}
                <TextLink to="/apps" inherit underline="always">
                  your apps
                </TextLink>
                . A missing piece, a space or quotation marks around it are enough to make it unknown.
              </Trans>
            </List.Item>
            <List.Item>
              <Trans>Send the call again. If the token is known by then, the new decision is yours to see.</Trans>
            </List.Item>
            <List.Item>
              <Trans>If that doesn't help, give the id above to the operators. They see what was checked.</Trans>
            </List.Item>
          </List>
        </Panel>
        <Text size="sm" c="dimmed">
          <Trans>Never send the secret itself to anybody.</Trans>
        </Text>
      </Stack>
    </>
  );
}
