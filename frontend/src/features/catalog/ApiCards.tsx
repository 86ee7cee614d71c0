import { Trans, useLingui } from "@lingui/react/macro";
import { SimpleGrid } from "@mantine/core";
import { IconApi } from "@tabler/icons-react";
import type { Api } from "@/client/types.gen";
import { can, useSession } from "@/lib/session";
import { EmptyState } from "@/ui/EmptyState";
import { ButtonLink } from "@/ui/links";
import { ApiCard } from "./ApiCard";

/** ApiCards is the catalogue as cards; an empty one says who fills it. */
export function ApiCards({ apis, filtered, order }: { apis: Api[]; filtered?: boolean; order: 2 | 3 }) {
  const { t } = useLingui();
  const me = useSession();
  if (apis.length === 0 && filtered) {
    return (
      <EmptyState icon={IconApi} title={t`No API matches`}>
        <Trans>Try fewer letters, or search the operations with ⌘K.</Trans>
      </EmptyState>
    );
  }
  if (apis.length === 0) {
    return (
      <EmptyState
        icon={IconApi}
        title={t`No API is published yet`}
        action={
          can(me, "apis:write") && (
            <ButtonLink to="/operate/apis/new">
              <Trans>Add an API</Trans>
            </ButtonLink>
          )
        }
      >
        <Trans>APIs appear here when somebody who runs this portal imports a document and publishes it.</Trans>
      </EmptyState>
    );
  }
  return (
    <SimpleGrid component="ul" cols={{ base: 1, sm: 2, xl: 3 }} spacing="md" p={0} m={0} style={{ listStyle: "none" }}>
      {apis.map((api) => (
        <ApiCard key={api.id} api={api} order={order} />
      ))}
    </SimpleGrid>
  );
}
