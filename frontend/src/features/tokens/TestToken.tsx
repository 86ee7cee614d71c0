import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery } from "@tanstack/react-query";
import { listGrantsOptions, testTokenMutation } from "@/client/@tanstack/react-query.gen";
import type { TestCall, Token } from "@/client/types.gen";
import { CheckList } from "@/features/decisions/CheckList";
import { fieldErrors } from "@/lib/problem";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { StateBadge } from "@/ui/StateBadge";

const first: Required<TestCall> = { api: "", method: "GET", path: "/", clientAddress: "" };

/** TestToken asks the deciding function what would happen, without a call, a cost or the secret. */
export function TestToken({ token }: { token: Token }) {
  const { t } = useLingui();
  const { data: grants } = useQuery(listGrantsOptions({ path: { app: token.app } }));
  const form = useForm({ initialValues: first });
  const test = useMutation({ ...testTokenMutation(), onError: (error) => form.setErrors(fieldErrors(error)) });
  const apis = new Map(
    (grants?.items ?? []).filter((g) => g.environment === token.environment).map((g) => [g.api, g.apiName]),
  );
  const [only] = apis.size === 1 ? apis.keys() : [];
  const result = test.data;
  return (
    <Panel title={t`Test this token`}>
      <form
        noValidate
        onSubmit={form.onSubmit(({ clientAddress, ...call }) =>
          test.mutate({
            path: { token: token.id },
            body: { ...call, api: call.api || (only ?? ""), ...(clientAddress && { clientAddress }) },
          }),
        )}
      >
        <Stack>
          <Text size="sm" c="dimmed">
            <Trans>
              Ask what would happen to a call: nothing is sent, counted or charged, and no secret is needed.
            </Trans>
          </Text>
          <Group align="flex-start" gap="sm">
            <Select
              label={t`API`}
              allowDeselect={false}
              w={{ base: "100%", xs: 180 }}
              data={[...apis].map(([value, label]) => ({ value, label }))}
              {...form.getInputProps("api")}
              value={form.values.api || (only ?? null)}
            />
            <Select
              label={t`Method`}
              allowDeselect={false}
              w={110}
              data={["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]}
              {...form.getInputProps("method")}
            />
            <TextInput label={t`Path`} style={{ flex: "1 1 180px" }} {...form.getInputProps("path")} />
            <TextInput
              label={t`Caller's address`}
              placeholder={t`optional`}
              w={{ base: "100%", xs: 160 }}
              {...form.getInputProps("clientAddress")}
            />
          </Group>
          <Group>
            <Button type="submit" variant="light" loading={test.isPending}>
              <Trans>Test</Trans>
            </Button>
          </Group>
          <ProblemAlert error={test.error} />
          {result && (
            <Stack role="status">
              <Alert color={result.allowed ? "green" : "orange"} variant="light">
                <Group gap="sm">
                  <StateBadge state={result.allowed ? "allowed" : "denied"} />
                  <Text size="sm">
                    {result.allowed
                      ? t`The call would pass.`
                      : t`The call would be refused with ${result.status} ${result.code}.`}
                  </Text>
                </Group>
              </Alert>
              <CheckList checks={result.checks} />
            </Stack>
          )}
        </Stack>
      </form>
    </Panel>
  );
}
