import { useLingui } from "@lingui/react/macro";
import { Radio, Stack } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import type { ApiTeam } from "@/client/types.gen";
import type { ApiValues } from "./ApiForm";
import { TeamsField } from "./TeamsField";

/** VisibilityField asks who sees an API. */
export function VisibilityField({ form, known }: { form: UseFormReturnType<ApiValues>; known: ApiTeam[] }) {
  const { t } = useLingui();
  const { visibility, teams } = form.values;
  const error = form.errors["teams"];
  return (
    <>
      <Radio.Group label={t`Seen by`} {...form.getInputProps("visibility")}>
        <Stack gap="xs" mt="xs">
          <Radio
            value="public"
            label={t`Everybody`}
            description={t`Also search engines and people without an account.`}
          />
          <Radio value="signed-in" label={t`People who are signed in`} />
          <Radio
            value="teams"
            label={t`Members of teams that you list`}
            description={t`And those who manage APIs or read everybody's access.`}
          />
        </Stack>
      </Radio.Group>
      {visibility === "teams" && (
        <TeamsField
          value={teams}
          known={known}
          error={typeof error === "string" ? error : undefined}
          onChange={(next) => form.setFieldValue("teams", next)}
        />
      )}
    </>
  );
}
