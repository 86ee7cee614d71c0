import { Plural, Trans } from "@lingui/react/macro";
import { Alert, Group } from "@mantine/core";
import { IconSpeakerphone } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { ButtonLink } from "@/ui/links";
import { asksOptions } from "./asks";

/** AsksNote says that campaigns wait for the person's answer; else it shows nothing. */
export function AsksNote() {
  const list = useInfiniteQuery(asksOptions);
  const first = list.data?.pages[0];
  if (!first || first.items.length === 0) return null;
  return (
    <Alert color="yellow" variant="light" icon={<IconSpeakerphone aria-hidden />}>
      <Group justify="space-between" gap="xs">
        <span>
          {first.next ? (
            <Trans>More than 20 of your tokens could be narrower. The security admins ask you to look.</Trans>
          ) : (
            <Plural
              value={first.items.length}
              one="# of your tokens could be narrower. The security admins ask you to look."
              other="# of your tokens could be narrower. The security admins ask you to look."
            />
          )}
        </span>
        <ButtonLink to="/narrow" size="xs" variant="default">
          <Trans>Look at them</Trans>
        </ButtonLink>
      </Group>
    </Alert>
  );
}
