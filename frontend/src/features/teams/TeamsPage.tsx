import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus, IconUsersGroup } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { listTeamsOptions } from "@/client/@tanstack/react-query.gen";
import type { TeamItem } from "@/client/types.gen";
import { type Column, DataList } from "@/ui/DataList";
import { EmptyState } from "@/ui/EmptyState";
import { TextLink } from "@/ui/links";
import { PageHeader } from "@/ui/PageHeader";
import { RelativeTime } from "@/ui/RelativeTime";
import { NewTeamDialog } from "./NewTeamDialog";
import { Offers } from "./Offers";
import { useTeamRoleWord } from "./roles";

export function TeamsPage() {
  const { t } = useLingui();
  const roleWord = useTeamRoleWord();
  const [opened, { open, close }] = useDisclosure(false);
  const { data } = useSuspenseQuery(listTeamsOptions());
  const columns: Column<TeamItem>[] = [
    {
      key: "name",
      header: t`Name`,
      main: true,
      cell: (team) => (
        <TextLink to="/teams/$team" params={{ team: team.id }} fw={600}>
          {team.name}
        </TextLink>
      ),
    },
    { key: "role", header: t`Your role`, cell: (team) => team.role && roleWord(team.role).label },
    { key: "created", header: t`Since`, cell: (team) => <RelativeTime at={team.createdAt} /> },
  ];
  const create = (
    <Button onClick={open} leftSection={<IconPlus size={16} aria-hidden />}>
      <Trans>New team</Trans>
    </Button>
  );
  return (
    <>
      <PageHeader
        title={t`Teams`}
        lead={<Trans>A team shares apps: everybody in it sees their tokens, access and calls.</Trans>}
        actions={data.items.length > 0 && create}
      />
      <Offers />
      <DataList
        label={t`Teams`}
        rows={data.items}
        columns={columns}
        rowKey={(team) => team.id}
        empty={
          <EmptyState icon={IconUsersGroup} title={t`No team yet`} action={create}>
            <Trans>With a team, apps outlive the absence of one person, and no secret has to be passed around.</Trans>
          </EmptyState>
        }
      />
      {opened && <NewTeamDialog opened onClose={close} />}
    </>
  );
}
