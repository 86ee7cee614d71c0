import { Plural, Trans } from "@lingui/react/macro";
import { List } from "@mantine/core";
import type { DeletionTeam } from "@/client/types.gen";

/** Fates says what becomes of teams, one item for each. */
export function Fates({ teams }: { teams: DeletionTeam[] }) {
  return teams.map((team) => (
    <List.Item key={team.id}>
      <Fate team={team} />
    </List.Item>
  ));
}

function Fate({ team: { name, fate, heir } }: { team: DeletionTeam }) {
  if (fate === "passes")
    return (
      <Trans>
        The team {name} passes to {heir}.
      </Trans>
    );
  if (fate === "ends") return <Trans>The team {name} ends: nobody else is in it.</Trans>;
  if (fate === "stops")
    return <Trans>The tokens of the team {name} are suspended: nobody is left who may change its apps.</Trans>;
  return <Trans>The team {name} goes on.</Trans>;
}

/** Working says how many tokens and OAuth clients stop at once. */
export function Working({ tokens, clients }: { tokens: number; clients: number }) {
  return (
    <>
      <Plural
        value={tokens}
        _0="None of their tokens works."
        one="# working token stops at once."
        other="# working tokens stop at once."
      />
      {clients > 0 && (
        <>
          {" "}
          <Plural value={clients} one="# OAuth client stops, too." other="# OAuth clients stop, too." />
        </>
      )}
    </>
  );
}
