import { Trans, useLingui } from "@lingui/react/macro";
import { Code, Modal, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";

type Props = { opened: boolean; onClose: () => void };

/** Help shows what a guide may hold, each with what one writes for it. */
export function Help({ opened, onClose }: Props) {
  const { t } = useLingui();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t`How to write`}
      size="lg"
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      <Stack gap="md">
        <Text size="sm">
          <Trans>
            Guides are Markdown with GitHub's tables. The title stands above the text already, so begin parts with ##.
          </Trans>
        </Text>
        <Example write={"[Quickstart](/guides/quickstart)\n[Harbour](/apis/harbour)"}>
          <Trans>Links to other pages of this portal begin with a slash.</Trans>
        </Example>
        <Example write={"```sh\ncurl …\n```"}>
          <Trans>Code has a button that copies it.</Trans>
        </Example>
        <Example write={"> [!WARNING]\n> A sandbox token never works here."}>
          <Trans>Notes that stand out: NOTE, TIP, IMPORTANT, WARNING or CAUTION.</Trans>
        </Example>
        <Example write={":::tabs\n== macOS\nbrew install jq\n\n== Linux\napt install jq\n:::"}>
          <Trans>
            Tabs, for several ways to do the same. Tabs of the same name change together, and readers find their choice
            again on the next page. Where nothing knows tabs, all of them stand one below the other.
          </Trans>
        </Example>
        <Example write={"![The form with three fields](/api/v1/guide-images/…)"}>
          <Trans>
            Pictures: PNG, JPEG or WebP with up to 5 MiB, from the button above the text, a paste or a drop. Places and
            cameras that a photo knows are left out. A picture is kept as long as any version of a guide shows it; one
            that none shows goes after seven days.
          </Trans>
        </Example>
      </Stack>
    </Modal>
  );
}

function Example({ write, children }: { write: string; children: ReactNode }) {
  return (
    <div>
      <Text size="sm" mb={4}>
        {children}
      </Text>
      <Code block tabIndex={0}>
        {write}
      </Code>
    </div>
  );
}
