import { useLingui } from "@lingui/react/macro";

/** useSchedules are the intervals at which a document may be fetched again, in words. */
export function useSchedules() {
  const { t } = useLingui();
  return [
    { value: "off", label: t`Only by hand` },
    { value: "hourly", label: t`Every hour` },
    { value: "daily", label: t`Every day` },
    { value: "weekly", label: t`Every week` },
  ];
}
