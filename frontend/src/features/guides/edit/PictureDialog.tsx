import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Checkbox, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { bytes } from "@/lib/format";
import { uploadPicture } from "@/lib/upload";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { UploadBar } from "@/ui/UploadBar";
import classes from "../guides.module.css";
import { pictureOf } from "./insert";

type Props = { file: File; left: number; onAdd: (markdown: string) => void; onDone: () => void };

const sizeMax = 5 * 1024 * 1024;

/** PictureDialog asks what a picture shows and uploads it. A failure stays in the dialog, with the words. */
export function PictureDialog({ file, left, onAdd, onDone }: Props) {
  const { t } = useLingui();
  const [alt, setAlt] = useState("");
  const [decoration, setDecoration] = useState(false);
  const [asked, setAsked] = useState(false);
  const [share, setShare] = useState(0);
  const abort = useRef<AbortController>(undefined);
  const upload = useMutation({
    mutationFn: () => {
      abort.current = new AbortController();
      setShare(0);
      return uploadPicture({ file, signal: abort.current.signal, onProgress: setShare });
    },
    onSuccess: ({ address }) => {
      onAdd(pictureOf(address, decoration ? "" : alt));
      onDone();
    },
  });
  // Leaving the dialog ends the upload.
  useEffect(() => () => abort.current?.abort(), []);
  const large = file.size > sizeMax;
  const missing = !decoration && !alt.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setAsked(true);
    if (!missing && !large) upload.mutate();
  };
  return (
    <Modal opened onClose={onDone} title={t`Add a picture`} centered closeButtonProps={{ "aria-label": t`Close` }}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <Glimpse file={file} />
          <Text size="sm" c="dimmed">
            {file.name || t`Pasted picture`}, {bytes(file.size)}
          </Text>
          <TextInput
            label={t`What the picture shows`}
            description={t`For those who can't see it, and while it loads.`}
            value={alt}
            onChange={(event) => setAlt(event.currentTarget.value)}
            disabled={decoration}
            maxLength={300}
            data-autofocus
            error={asked && missing && t`Say in a few words what one would see.`}
          />
          <Checkbox
            label={t`It is decoration only and says nothing`}
            checked={decoration}
            onChange={(event) => setDecoration(event.currentTarget.checked)}
          />
          {large && (
            <Text size="sm" c="red" role="alert">
              <Trans>The picture is too large: it may have 5 MiB. Make it smaller, or cut out what matters.</Trans>
            </Text>
          )}
          <ProblemAlert error={upload.error} />
          {upload.isPending && <UploadBar share={share} />}
          <Group justify="space-between">
            <Text size="sm" c="dimmed" role="status">
              {!upload.isPending && left > 0 && (
                <Plural value={left} one="# more picture follows" other="# more pictures follow" />
              )}
            </Text>
            <Group gap="xs">
              <Button variant="default" onClick={onDone}>
                <Trans>Leave it out</Trans>
              </Button>
              <Button type="submit" loading={upload.isPending} disabled={large}>
                <Trans>Add</Trans>
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Glimpse shows the file before it is anywhere else; what a browser can't show, it leaves out. */
function Glimpse({ file }: { file: File }) {
  const [source, setSource] = useState("");
  useEffect(() => {
    if (file.size > sizeMax) return;
    const reader = new FileReader();
    reader.onload = () => setSource(typeof reader.result === "string" ? reader.result : "");
    reader.readAsDataURL(file);
    return () => reader.abort();
  }, [file]);
  return source ? <img src={source} alt="" className={classes["glimpse"]} /> : null;
}
