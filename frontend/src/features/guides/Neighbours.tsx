import { Trans, useLingui } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { IconArrowLeft, IconArrowRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Guide } from "@/client/types.gen";
import classes from "./guides.module.css";

type Props = { guides: readonly Guide[]; present: string };

/** Neighbours leads to the guide before and the one after, in the order in which one reads them. */
export function Neighbours({ guides, present }: Props) {
  const { t } = useLingui();
  const at = guides.findIndex((guide) => guide.slug === present);
  const before = guides[at - 1];
  const after = at < 0 ? undefined : guides[at + 1];
  if (!before && !after) return null;
  return (
    <nav className={classes["neighbours"]} aria-label={t`Before and after this guide`}>
      {before && (
        <Link to="/guides/$guide" params={{ guide: before.slug }} className={classes["neighbour"]} rel="prev">
          <Text size="sm" c="dimmed" component="span" className={classes["way"] ?? ""}>
            <IconArrowLeft size={14} aria-hidden /> <Trans>Previous</Trans>
          </Text>
          <span>{before.title}</span>
        </Link>
      )}
      {after && (
        <Link
          to="/guides/$guide"
          params={{ guide: after.slug }}
          className={classes["neighbour"]}
          data-way="next"
          rel="next"
        >
          <Text size="sm" c="dimmed" component="span" className={classes["way"] ?? ""}>
            <Trans>Next</Trans> <IconArrowRight size={14} aria-hidden />
          </Text>
          <span>{after.title}</span>
        </Link>
      )}
    </nav>
  );
}
