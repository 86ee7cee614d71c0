import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Textarea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconHelp, IconLayoutNavbar, IconNote, IconPhotoPlus } from "@tabler/icons-react";
import { type ClipboardEvent, type DragEvent, type ReactNode, useRef, useState } from "react";
import classes from "../guides.module.css";
import { Help } from "./Help";
import { type Edit, placed } from "./insert";
import { PictureDialog } from "./PictureDialog";

type Props = { value: string; error: ReactNode; onChange: (text: string) => void };

/** MarkdownInput is where a guide is written: text, with pictures from a button, a paste or a drop. */
export function MarkdownInput({ value, error, onChange }: Props) {
  const { t } = useLingui();
  const area = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const [files, setFiles] = useState<File[]>([]);
  const [over, setOver] = useState(false);
  const [helping, help] = useDisclosure();
  const insert = (block: string) => {
    const { selectionStart, selectionEnd } = area.current ?? {
      selectionStart: value.length,
      selectionEnd: value.length,
    };
    const edit: Edit = placed({ text: value, from: selectionStart, to: selectionEnd }, block);
    onChange(edit.text);
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(edit.from, edit.to);
    });
  };
  const take = (list: FileList | null): boolean => {
    const found = [...(list ?? [])].filter((file) => file.type.startsWith("image/"));
    if (found.length > 0) setFiles((before) => [...before, ...found]);
    return found.length > 0;
  };
  const onDrop = (event: DragEvent) => {
    setOver(false);
    if (take(event.dataTransfer.files)) event.preventDefault();
  };
  const onPaste = (event: ClipboardEvent) => {
    // Some programs put a picture of the text beside the text: then the text is meant.
    if (!event.clipboardData.getData("text/plain") && take(event.clipboardData.files)) event.preventDefault();
  };
  return (
    <div>
      <Group gap="xs" mb="xs">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPhotoPlus size={16} aria-hidden />}
          onClick={() => picker.current?.click()}
        >
          <Trans>Picture</Trans>
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconLayoutNavbar size={16} aria-hidden />}
          onClick={() => insert(`:::tabs\n== ${t`First`}\n\n\n== ${t`Second`}\n\n\n:::`)}
        >
          <Trans>Tabs</Trans>
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconNote size={16} aria-hidden />}
          onClick={() => insert("> [!NOTE]\n> ")}
        >
          <Trans>Note</Trans>
        </Button>
        <Button size="xs" variant="subtle" leftSection={<IconHelp size={16} aria-hidden />} onClick={help.open}>
          <Trans>How to write</Trans>
        </Button>
        <input
          ref={picker}
          type="file"
          accept="image/png,image/jpeg,image/webp"
          multiple
          hidden
          aria-label={t`Pictures to add`}
          onChange={(event) => {
            take(event.currentTarget.files);
            event.currentTarget.value = "";
          }}
        />
      </Group>
      <Textarea
        ref={area}
        label={t`Text`}
        description={t`Markdown. Pictures (PNG, JPEG or WebP) can be pasted or dropped here.`}
        required
        autosize
        minRows={18}
        maxRows={32}
        className={classes["write"] ?? ""}
        data-over={over || undefined}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
        value={value}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
        onPaste={onPaste}
        onDrop={onDrop}
        onDragOver={(event) => {
          if (!event.dataTransfer.types.includes("Files")) return;
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
      />
      {files[0] && (
        <PictureDialog
          key={`${files.length}.${files[0].name}`}
          file={files[0]}
          left={files.length - 1}
          onAdd={insert}
          onDone={() => setFiles((before) => before.slice(1))}
        />
      )}
      <Help opened={helping} onClose={help.close} />
    </div>
  );
}
