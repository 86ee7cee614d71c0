import { useLingui } from "@lingui/react/macro";
import { Indicator } from "@mantine/core";
import { IconBell } from "@tabler/icons-react";
import type { Me } from "@/client/types.gen";
import { IconLink } from "@/ui/links";
import { PersonMenu } from "./PersonMenu";

/** PersonBar is what the top bar holds for somebody who is signed in. */
export default function PersonBar({ me }: { me: Me }) {
  const { t } = useLingui();
  return (
    <>
      <Indicator disabled={me.unreadNotices === 0} label={me.unreadNotices} size={16} offset={5} color="red.8">
        <IconLink to="/inbox" aria-label={t`Inbox, ${me.unreadNotices} unread`} variant="subtle" color="gray" size="lg">
          <IconBell size={20} stroke={1.6} aria-hidden />
        </IconLink>
      </Indicator>
      <PersonMenu me={me} />
    </>
  );
}
