import { useLingui } from "@lingui/react/macro";
import { getRouteApi } from "@tanstack/react-router";
import { LinkTabs } from "@/ui/LinkTabs";
import { PageHeader } from "@/ui/PageHeader";
import { Notices } from "./Notices";
import { Passkeys } from "./Passkeys";
import { Profile } from "./Profile";
import { Sessions } from "./Sessions";
import { YourData } from "./YourData";

const route = getRouteApi("/account");

export function AccountPage() {
  const { t } = useLingui();
  const { tab = "profile" } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <PageHeader title={t`Account`} />
      <LinkTabs
        value={tab}
        label={t`Parts of the account`}
        onChange={(next) => void navigate({ search: { tab: next }, replace: true })}
        tabs={[
          { value: "profile", label: t`Profile` },
          { value: "passkeys", label: t`Passkeys and recovery` },
          { value: "sessions", label: t`Sessions` },
          { value: "notices", label: t`Notices` },
          { value: "data", label: t`Your data` },
        ]}
      >
        {tab === "profile" && <Profile />}
        {tab === "passkeys" && <Passkeys />}
        {tab === "sessions" && <Sessions />}
        {tab === "notices" && <Notices />}
        {tab === "data" && <YourData />}
      </LinkTabs>
    </>
  );
}
