import { Trans, useLingui } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getTermsOptions } from "@/client/@tanstack/react-query.gen";
import { can, useMe } from "@/lib/session";
import { TextLink } from "@/ui/links";
import { PageHeader } from "@/ui/PageHeader";
import { Evidence } from "./Evidence";
import { TermsForm } from "./TermsForm";

/** ManageTermsPage publishes the acceptable-use policy and shows who accepted it. */
export function ManageTermsPage() {
  const { t } = useLingui();
  const me = useMe();
  const { data } = useSuspenseQuery({ ...getTermsOptions(), refetchOnWindowFocus: false });
  return (
    <>
      <PageHeader
        title={t`Acceptable-use policy`}
        lead={<Trans>What people agree to when they sign up, and again when you ask them to.</Trans>}
      />
      <Stack gap="xl">
        {can(me, "policy:write") && <TermsForm key={data.version} terms={data} />}
        {data.version > 0 ? (
          <Evidence />
        ) : (
          <Text size="sm" c="dimmed">
            <Trans>
              Until the first version is published nobody is asked, and <TextLink to="/terms">its page</TextLink> says
              so.
            </Trans>
          </Text>
        )}
      </Stack>
    </>
  );
}
