import { useLingui } from "@lingui/react/macro";
import { FileInput, Group, MultiSelect, Select, TagsInput, Text, Textarea, TextInput } from "@mantine/core";
import { number, string } from "@/lib/json";
import type { Field, Value } from "./model";

type Props = { field: Field; value: Value; mistake: string; onChange: (value: Value) => void };

/** FieldInput is the input that fits what a parameter or a form's member may hold. */
export function FieldInput({ field, value, mistake, onChange }: Props) {
  const { t } = useLingui();
  const { name, kind, required, options } = field;
  const about = string(field.description.split("\n")[0]).replaceAll("`", "");
  const common = {
    label: <Label field={field} />,
    description: about ? (
      <Text span inherit lineClamp={2}>
        {about}
      </Text>
    ) : undefined,
    error: mistake || undefined,
    "aria-required": required,
    size: "xs" as const,
    spellCheck: false,
    autoComplete: "off",
  };
  const placeholder = typeof field.example === "string" ? field.example : field.example.map(String).join(", ");
  const texts = Array.isArray(value) ? value.map(String) : [];
  const clear = { "aria-label": t`Clear ${name}` };
  if (kind === "file")
    return field.many ? (
      <FileInput
        {...common}
        placeholder={t`Choose files`}
        multiple
        clearable
        clearButtonProps={clear}
        value={filesOf(value)}
        onChange={onChange}
      />
    ) : (
      <FileInput
        {...common}
        clearable
        clearButtonProps={clear}
        placeholder={t`Choose a file`}
        value={filesOf(value)[0] ?? null}
        onChange={(file) => onChange(file ? [file] : [])}
      />
    );
  if (kind === "choice")
    return (
      <Select
        {...common}
        data={options}
        clearable={!required}
        clearButtonProps={clear}
        searchable={options.length > 8}
        placeholder={required ? "" : t`not sent`}
        value={typeof value === "string" && value ? value : null}
        onChange={(next) => onChange(next ?? "")}
      />
    );
  if (kind === "list" && options.length > 0)
    return (
      <MultiSelect {...common} data={options} clearable clearButtonProps={clear} value={texts} onChange={onChange} />
    );
  if (kind === "list")
    return (
      <TagsInput
        {...common}
        clearable
        clearButtonProps={clear}
        placeholder={placeholder}
        value={texts}
        onChange={onChange}
        acceptValueOnBlur
      />
    );
  const text = typeof value === "string" ? value : "";
  if (kind === "json")
    return (
      <Textarea
        {...common}
        autosize
        minRows={2}
        maxRows={10}
        placeholder={placeholder}
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
      />
    );
  return (
    <TextInput
      {...common}
      inputMode={kind === "number" ? "decimal" : "text"}
      maxLength={Math.max(number(field.schema["maxLength"]) ?? 0, 4000)}
      placeholder={placeholder}
      value={text}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

const filesOf = (value: Value): File[] => (Array.isArray(value) ? value.filter((entry) => entry instanceof File) : []);

function Label({ field }: { field: Field }) {
  const { t } = useLingui();
  return (
    <Group gap={6} component="span" display="inline-flex" style={{ rowGap: 0 }}>
      <Text span size="xs" ff="monospace" fw={600} style={{ overflowWrap: "anywhere" }}>
        {field.name}
      </Text>
      <Text span size="xs" c="dimmed">
        {[
          field.kind === "file" ? t`file` : field.type,
          field.required ? t`required` : "",
          field.deprecated ? t`deprecated` : "",
        ]
          .filter(Boolean)
          .join(" · ")}
      </Text>
    </Group>
  );
}
