import { Trans, useLingui } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { apisOptions } from "@/features/catalog/queries";
import { isOwnApi } from "@/lib/portal";
import { can, useMe } from "@/lib/session";
import { ButtonLink } from "@/ui/links";
import { Panel } from "@/ui/Panel";

/** FirstApi tells who may publish APIs that there is none yet: until then nobody finds anything to call. */
export function FirstApi() {
  const { t } = useLingui();
  const may = can(useMe(), "apis:write");
  const { data } = useInfiniteQuery({ ...apisOptions(), enabled: may });
  if (!may || !data || data.pages.some((page) => page.items.some((api) => !isOwnApi(api.slug)))) return null;
  return (
    <Panel
      title={t`Publish your first API`}
      actions={
        <ButtonLink to="/operate/apis/new" size="xs">
          <Trans>New API</Trans>
        </ButtonLink>
      }
    >
      <Text size="sm" c="dimmed">
        <Trans>
          Developers find nothing to call here yet. Give it a name, import its OpenAPI document, and publish.
        </Trans>
      </Text>
    </Panel>
  );
}
