import { useLingui } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { RegisterResult } from "@/client/types.gen";
import { sessionOptions } from "@/lib/session";
import { RecoveryCodes } from "./RecoveryCodes";

/** Welcome ends a registration: the recovery codes, then the dashboard with the new session. */
export function Welcome({ result }: { result: RegisterResult }) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const go = async () => {
    await queryClient.invalidateQueries({ queryKey: ["portal"] });
    const me = await queryClient.fetchQuery({ ...sessionOptions, staleTime: 0 });
    await navigate({ to: me ? "/dashboard" : "/sign-in" });
  };
  return <RecoveryCodes codes={result.recoveryCodes ?? []} onDone={go} done={t`Go to the dashboard`} />;
}
