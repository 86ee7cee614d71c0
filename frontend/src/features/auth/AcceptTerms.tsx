import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Checkbox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getTermsOptions } from "@/client/@tanstack/react-query.gen";
import { hasCode } from "@/lib/problem";

type Props = { accepted: number; onChange: (version: number) => void; failed: unknown };

/** AcceptTerms takes the acceptance of the version that is shown; where nothing was published, there is nothing to accept. */
export function AcceptTerms({ accepted, onChange, failed }: Props) {
  const { t } = useLingui();
  const { data } = useQuery(getTermsOptions());
  if (!data || data.version === 0) return null;
  const missing = hasCode(failed, "terms_required") && accepted === 0;
  return (
    <Checkbox
      required
      checked={accepted === data.version}
      error={missing && t`Without it no account is made.`}
      onChange={(event) => onChange(event.currentTarget.checked ? data.version : 0)}
      label={
        <Trans>
          I have read and accept the{" "}
          <Anchor href="/terms" target="_blank" rel="noopener" underline="always" inherit>
            acceptable-use policy
          </Anchor>
        </Trans>
      }
    />
  );
}
