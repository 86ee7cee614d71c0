import { useLingui } from "@lingui/react/macro";
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { listTermsOptions } from "@/client/@tanstack/react-query.gen";

/** Versions leads to any version of the policy. */
export function Versions({ shown }: { shown: number }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { data } = useQuery(listTermsOptions());
  const versions = data?.items ?? [];
  return (
    <Select
      size="xs"
      w={150}
      aria-label={t`Version of the policy`}
      allowDeselect={false}
      value={String(shown)}
      onChange={(value) => void navigate({ to: "/terms", search: { version: value ?? undefined } })}
      data={versions.map(({ version }) => ({ value: String(version), label: t`Version ${version}` }))}
    />
  );
}
