import { Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getIndexOptions } from "@/client/@tanstack/react-query.gen";
import type { DecisionView } from "@/client/types.gen";
import { contactOf } from "@/features/reference/contact";
import { readIndex } from "@/features/reference/model";
import { Outside } from "@/ui/Outside";

/** NoOtherPlan says whom to ask where a plan is too small and the API offers no other one. */
export function NoOtherPlan({ decision: { api } }: { decision: DecisionView }) {
  const index = useQuery({ ...getIndexOptions({ path: { api, version: "latest" } }), select: readIndex, retry: false });
  const contact = index.data ? contactOf(index.data) : undefined;
  return (
    <Text size="sm">
      <Trans>The API offers no other plan for this environment.</Trans>{" "}
      {index.isPending ? null : contact?.text ? (
        <Trans>
          If the app needs more, ask its provider: <Outside {...contact} />
        </Trans>
      ) : (
        <Trans>If the app needs more, ask the people who run this portal what they can do.</Trans>
      )}
    </Text>
  );
}
