import { Trans } from "@lingui/react/macro";
import { Anchor, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Crumb } from "@/ui/Crumb";
import { TextLink } from "@/ui/links";
import { PageHeader } from "@/ui/PageHeader";
import { ListEditor } from "./ListEditor";
import { listTextOptions } from "./listText";

const route = getRouteApi("/operate/blocks/$list");

/** ListEditorPage is where operators write the networks of a list of their own. */
export function ListEditorPage() {
  const { list } = route.useParams();
  const { data } = useSuspenseQuery(listTextOptions(list));
  const { name, url } = data.list;
  return (
    <>
      <PageHeader
        title={name}
        above={
          <Crumb>
            <TextLink to="/operate/blocks">
              <Trans>Blocked networks</Trans>
            </TextLink>
          </Crumb>
        }
        lead={
          url ? (
            <Trans>
              These networks come from <Anchor href={url}>{url}</Anchor> and can't be changed here.
            </Trans>
          ) : (
            <Trans>
              One network, address or range in each line. What follows # is a note. Saved networks hold at once.
            </Trans>
          )
        }
      />
      {data.long ? (
        <Text>
          <Trans>
            This list is longer than anybody edits by hand. Make another one of a file, and then remove this one.
          </Trans>
        </Text>
      ) : (
        <ListEditor key={list} id={list} initial={data} />
      )}
    </>
  );
}
