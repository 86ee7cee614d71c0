import { useLingui } from "@lingui/react/macro";
import { useMe } from "@/lib/session";
import { PageHeader } from "@/ui/PageHeader";

export function DashboardPage() {
  const { t } = useLingui();
  const me = useMe();
  return <PageHeader title={t`Hello, ${me.account.name}`} />;
}
