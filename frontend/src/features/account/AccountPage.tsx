import { useLingui } from "@lingui/react/macro";
import { PageHeader } from "@/ui/PageHeader";

export function AccountPage() {
  const { t } = useLingui();
  return <PageHeader title={t`Account`} />;
}
