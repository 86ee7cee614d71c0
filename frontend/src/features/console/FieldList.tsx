import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Collapse, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { FieldInput } from "./FieldInput";
import type { Field, Value, Values } from "./model";
import { emptyOf, isEmpty } from "./model";

type Props = {
  label: string;
  inputs: readonly Field[];
  values: Values;
  mistakes: Record<string, string>;
  onChange: (key: string, value: Value) => void;
};

const shownOptional = 3;

/** FieldList shows what is required; of what is optional the first few, and the rest when it is asked for. */
export function FieldList({ label, inputs, values, mistakes, onChange }: Props) {
  const { t } = useLingui();
  const [opened, { toggle }] = useDisclosure(false);
  if (inputs.length === 0) return null;
  const optional = inputs.filter((field) => !field.required);
  const shown = optional.length > shownOptional + 1 ? optional.slice(0, shownOptional) : optional;
  const hidden = optional.slice(shown.length);
  const open = opened || hidden.some(({ key }) => mistakes[key] || !isEmpty(values[key]));
  const input = (field: Field) => (
    <FieldInput
      key={field.key}
      field={field}
      value={values[field.key] ?? emptyOf(field)}
      mistake={mistakes[field.key] ?? ""}
      onChange={(value) => onChange(field.key, value)}
    />
  );
  return (
    <Stack gap="xs" role="group" aria-label={label}>
      {inputs.filter((field) => field.required).map(input)}
      {shown.map(input)}
      {hidden.length > 0 && (
        <>
          <Collapse expanded={open}>
            <Stack gap="xs">{open && hidden.map(input)}</Stack>
          </Collapse>
          <Button
            variant="subtle"
            size="compact-xs"
            style={{ alignSelf: "flex-start" }}
            aria-expanded={open}
            onClick={toggle}
            leftSection={open ? <IconChevronUp size={14} aria-hidden /> : <IconChevronDown size={14} aria-hidden />}
          >
            {open ? <Trans>Fewer</Trans> : t`${hidden.length} more optional`}
          </Button>
        </>
      )}
    </Stack>
  );
}
