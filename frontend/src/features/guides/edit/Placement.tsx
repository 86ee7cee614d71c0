import { Trans, useLingui } from "@lingui/react/macro";
import { Autocomplete, NumberInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useSuspenseQuery } from "@tanstack/react-query";
import { listGuidesOptions } from "@/client/@tanstack/react-query.gen";
import type { Values } from "../save";
import { sectionsOf } from "../tree";

/** Placement chooses the section that a guide stands in, and its place there. */
export function Placement({ form }: { form: UseFormReturnType<Values> }) {
  const { t } = useLingui();
  const { data } = useSuspenseQuery(listGuidesOptions());
  const { section, slug } = form.values;
  const tidy = section
    .split("/")
    .map((name) => name.trim())
    .join("/");
  const beside = data.items
    .filter((guide) => (guide.section ?? "") === tidy && guide.slug !== slug)
    .map((guide) => `${guide.title} ${guide.order}`)
    .join(", ");
  return (
    <>
      <Autocomplete
        label={t`Section`}
        description={t`Choose one or name a new one. A slash makes a section inside another: Tokens/Rotation.`}
        placeholder={t`None`}
        data={sectionsOf(data.items)}
        maxLength={200}
        {...form.getInputProps("section")}
      />
      <NumberInput
        label={t`Place in the section`}
        description={
          beside ? <Trans>Smaller comes first. There now: {beside}.</Trans> : <Trans>Smaller comes first.</Trans>
        }
        min={0}
        max={1_000_000}
        allowDecimal={false}
        {...form.getInputProps("order")}
      />
    </>
  );
}
