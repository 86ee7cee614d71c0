import { Plural, Trans } from "@lingui/react/macro";
import { Group, List, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { previewDisablingOptions } from "@/client/@tanstack/react-query.gen";
import type { DeletionMachine } from "@/client/types.gen";
import { Fates, Working } from "@/features/account/Fates";
import { TakeOver } from "@/features/machines/TakeOver";
import { useMe } from "@/lib/session";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { PageSkeleton } from "@/ui/Skeletons";
import { useRoleWord } from "./roles";

/** Stops shows what stops with a person who is disabled, and lets operator tokens be taken over first. */
export function Stops({ person }: { person: string }) {
  const stops = useQuery({ ...previewDisablingOptions({ path: { person } }), staleTime: 0, gcTime: 0 });
  if (stops.isPending) return <PageSkeleton />;
  if (!stops.data) return <ProblemAlert error={stops.error} retry={() => void stops.refetch()} />;
  const { apps, tokens, clients, teams, operatorTokens } = stops.data;
  return (
    <Stack gap="sm">
      <List size="sm" spacing={4}>
        <List.Item>
          <Plural
            value={apps}
            _0="No app depends on them alone."
            one="# app depends on them alone."
            other="# apps depend on them alone."
          />{" "}
          {apps > 0 && <Working tokens={tokens} clients={clients} />}
        </List.Item>
        <Fates teams={teams} />
      </List>
      {apps > 0 && (
        <Text size="sm">
          <Trans>What stops is suspended, not removed. Enabling them again doesn't resume it.</Trans>
        </Text>
      )}
      {operatorTokens.length > 0 && (
        <>
          <Text size="sm">
            <Trans>
              They answer for these operator tokens, which are refused from then on. Whatever uses one fails, unless
              somebody else answers for it first.
            </Trans>
          </Text>
          {operatorTokens.map((machine) => (
            <Row key={machine.id} machine={machine} onTaken={() => void stops.refetch()} />
          ))}
        </>
      )}
    </Stack>
  );
}

function Row({ machine, onTaken }: { machine: DeletionMachine; onTaken: () => void }) {
  const me = useMe().account.id;
  const roleWord = useRoleWord();
  return (
    <Group justify="space-between">
      <div>
        <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
          {machine.name}
        </Text>
        <Text size="sm" c="dimmed">
          {roleWord(machine.role).label}
        </Text>
      </div>
      {machine.heirs.some((heir) => heir.id === me) && <TakeOver machine={machine} onTaken={onTaken} />}
    </Group>
  );
}
