import { Trans, useLingui } from "@lingui/react/macro";
import { Select, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getChecklistQueryKey, setSecretPlaceMutation } from "@/client/@tanstack/react-query.gen";
import type { App, Checklist } from "@/client/types.gen";
import { oneOf } from "@/lib/search";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { RelativeTime } from "@/ui/RelativeTime";

const places = ["secret-manager", "environment", "ci", "file", "keychain", "elsewhere"] as const;

/** SecretPlace takes the one thing that only the people of an app know: where its secrets live. */
export function SecretPlace({ app, list }: { app: App; list: Checklist }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const path = { app: app.id };
  const say = useMutation({
    ...setSecretPlaceMutation(),
    onSuccess: (now) => client.setQueryData(getChecklistQueryKey({ path }), now),
  });
  return (
    <Stack gap={4}>
      <Select
        label={t`Where they live`}
        placeholder={t`Choose`}
        maw={420}
        allowDeselect={false}
        value={list.place ?? null}
        disabled={say.isPending || app.role === "viewer"}
        onChange={(value) => {
          const place = oneOf(value, places);
          if (place) say.mutate({ path, body: { place } });
        }}
        data={[
          { value: "secret-manager", label: t`A secret manager` },
          { value: "environment", label: t`An environment variable of the process` },
          { value: "ci", label: t`Protected secrets of the CI system` },
          { value: "file", label: t`A file that only the program reads` },
          { value: "keychain", label: t`The keychain of a person's device` },
          { value: "elsewhere", label: t`Somewhere else` },
        ]}
      />
      {list.saidAt && (
        <Text size="sm" c="dimmed">
          <Trans>
            Said by {list.saidBy} <RelativeTime at={list.saidAt} />
          </Trans>
        </Text>
      )}
      <ProblemAlert error={say.error} />
    </Stack>
  );
}
