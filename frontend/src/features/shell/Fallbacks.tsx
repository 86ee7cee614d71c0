import { Trans, useLingui } from "@lingui/react/macro";
import { IconMapQuestion } from "@tabler/icons-react";
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { toProblem } from "@/lib/problem";
import { EmptyState } from "@/ui/EmptyState";
import { ButtonLink } from "@/ui/links";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";

/** NotFound is shown for unknown addresses and for things that are missing or not yours: the two look the same. */
export function NotFound() {
  const { t } = useLingui();
  return (
    <>
      <PageHeader title={t`Nothing here`} />
      <EmptyState
        icon={IconMapQuestion}
        title={t`This page does not exist, or it is not yours to see`}
        action={
          <ButtonLink to="/" variant="default">
            <Trans>Go to the start</Trans>
          </ButtonLink>
        }
      >
        <Trans>Check the address, or sign in with the account that owns it.</Trans>
      </EmptyState>
    </>
  );
}

/** PageProblem replaces a page that could not load. */
export function PageProblem({ error, reset }: ErrorComponentProps) {
  const { t } = useLingui();
  const router = useRouter();
  if (toProblem(error).status === 404) return <NotFound />;
  return (
    <>
      <PageHeader title={t`This page could not load`} />
      <ProblemAlert
        error={error}
        retry={() => {
          reset();
          void router.invalidate();
        }}
      />
    </>
  );
}
