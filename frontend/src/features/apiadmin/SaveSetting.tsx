import { Trans } from "@lingui/react/macro";
import { Button, Group } from "@mantine/core";
import { EditConflict } from "@/ui/EditConflict";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { spelled } from "./upstreams/spelled";
import type { useSettingSave } from "./useSettingSave";

type Props<T extends object> = {
  setting: ReturnType<typeof useSettingSave<T>>;
  mine: T;
  disabled?: boolean;
};

/** SaveSetting ends the form of a setting: its button, what went wrong, and both versions when somebody else saved it. */
export function SaveSetting<T extends object>({ setting, mine, disabled = false }: Props<T>) {
  const { save, state, theirs, take } = setting;
  if (theirs) {
    return (
      <EditConflict
        theirs={spelled(theirs.data)}
        mine={spelled(mine)}
        busy={state.isPending}
        onMine={() => save(mine)}
        onTheirs={() => void take()}
      />
    );
  }
  return (
    <>
      <ProblemAlert error={state.error} />
      <Group>
        <Button type="submit" loading={state.isPending} disabled={disabled}>
          <Trans>Save</Trans>
        </Button>
      </Group>
    </>
  );
}
