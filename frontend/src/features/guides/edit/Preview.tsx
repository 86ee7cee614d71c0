import { Trans, useLingui } from "@lingui/react/macro";
import { Card, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { previewGuide } from "@/client/sdk.gen";
import { ProblemAlert } from "@/ui/ProblemAlert";
import classes from "../guides.module.css";
import { GuideText } from "../text/GuideText";

/** Preview shows a text exactly as readers will see it: the server makes it with the code that makes the page. */
export function Preview({ markdown }: { markdown: string }) {
  const { t } = useLingui();
  const [text] = useDebouncedValue(markdown, 250);
  const preview = useQuery({
    queryKey: ["guides", "preview", text],
    queryFn: async ({ signal }) => (await previewGuide({ body: { markdown: text }, signal })).data,
    enabled: text.trim() !== "",
    placeholderData: keepPreviousData,
    gcTime: 10_000,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  return (
    <Card
      withBorder
      padding="lg"
      component="section"
      aria-label={t`Preview`}
      tabIndex={0}
      className={classes["preview"] ?? ""}
    >
      <ProblemAlert error={preview.error} retry={() => void preview.refetch()} />
      {text.trim() === "" ? (
        <Text c="dimmed">
          <Trans>What you write appears here.</Trans>
        </Text>
      ) : (
        preview.data && <GuideText html={preview.data.html} />
      )}
    </Card>
  );
}
