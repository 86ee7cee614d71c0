import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useEffect, useRef } from "react";
import type { Policy } from "@/client/types.gen";
import { fieldErrors } from "@/lib/problem";
import { Panel } from "@/ui/Panel";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { AccountsPanel } from "./AccountsPanel";
import { AlonePanel } from "./AlonePanel";
import { LeakPanel } from "./LeakPanel";
import { LifeFields } from "./LifeFields";
import { SayFields } from "./SayFields";
import { formErrors, type Values } from "./values";

type Props = {
  initial: Values;
  /** What holds without this level; missing for the portal itself. */
  above?: Policy;
  busy: boolean;
  error: unknown;
  onSave: (values: Values) => void;
  /** Hears whether something is typed that isn't saved. */
  onDirty?: ((dirty: boolean) => void) | undefined;
};

/** PolicyForm edits what one level says. */
export function PolicyForm({ initial, above, busy, error, onSave, onDirty }: Props) {
  const { t } = useLingui();
  const form = useForm({ initialValues: initial });
  const { setErrors } = form;
  const dirty = form.isDirty();
  useEffect(() => {
    onDirty?.(dirty);
    return () => onDirty?.(false);
  }, [dirty, onDirty]);
  const place = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (!error) return;
    setErrors(formErrors(fieldErrors(error)));
    // The form is longer than a screen: lead to the first mistake once it is marked.
    requestAnimationFrame(() => place.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  }, [error, setErrors]);
  return (
    <form ref={place} noValidate onSubmit={form.onSubmit(onSave)}>
      <Stack maw={860}>
        <Panel title={t`Life of a token`}>
          <LifeFields form={form} above={above} />
        </Panel>
        <Panel title={t`What a token must say`}>
          <SayFields form={form} above={above} />
        </Panel>
        <AlonePanel form={form} above={above} />
        <LeakPanel inherits={Boolean(above)} {...form.getInputProps("leakResponse")} />
        {!above && <AccountsPanel {...form.getInputProps("inactiveAccountDays")} />}
        <ProblemAlert error={error} />
        <Group>
          <Button type="submit" loading={busy}>
            <Trans>Save the policy</Trans>
          </Button>
          <Text size="sm" c="dimmed">
            <Trans>You see first whom and what it concerns.</Trans>
          </Text>
        </Group>
      </Stack>
    </form>
  );
}
