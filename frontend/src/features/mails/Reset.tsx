import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { MailTemplate } from "@/client/types.gen";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Difference } from "@/ui/Difference";
import { useResetText } from "./text";

/** Reset goes back to the shipped text, after showing what that changes. */
export function Reset({ text }: { text: MailTemplate }) {
  const { t } = useLingui();
  const [opened, dialog] = useDisclosure(false);
  const reset = useResetText(text.name);
  return (
    <>
      <Button variant="default" onClick={dialog.open}>
        <Trans>Back to the shipped text</Trans>
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={dialog.close}
        title={t`Back to the shipped text?`}
        confirm={t`Go back`}
        danger
        busy={reset.isPending}
        error={reset.error}
        onConfirm={() => reset.mutate(text.version)}
      >
        <Text size="sm">
          <Trans>The edited text is thrown away. This changes:</Trans>
        </Text>
        <Difference
          before={`${text.subject}\n\n${text.body ?? ""}`}
          after={`${text.shippedSubject ?? ""}\n\n${text.shippedBody ?? ""}`}
        />
      </ConfirmDialog>
    </>
  );
}
