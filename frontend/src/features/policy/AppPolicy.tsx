import { Stack } from "@mantine/core";
import { AppExceptions } from "./AppExceptions";
import { LevelPanel } from "./LevelPanel";

/** AppPolicy is the tab of an app with the rules that hold for its tokens and its exceptions from them. */
export function AppPolicy({ app, viewed }: { app: string; viewed: boolean }) {
  return (
    <Stack>
      <LevelPanel level="app" id={app} />
      <AppExceptions app={app} viewed={viewed} />
    </Stack>
  );
}
