import { useLingui } from "@lingui/react/macro";
import { Box } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getUpstreamsOptions, listPlansOptions } from "@/client/@tanstack/react-query.gen";
import type { Api } from "@/client/types.gen";
import { isOwnApi } from "@/lib/portal";
import { oneOf } from "@/lib/search";
import { ButtonLink } from "@/ui/links";
import { NextSteps, type Step } from "@/ui/NextSteps";

/** WayToCalls says what an API still lacks until apps can call it, one step at a time; then it is gone. */
export function WayToCalls({ api, tab }: { api: Api; tab: string }) {
  const { t } = useLingui();
  const wanted = api.canManage && !isOwnApi(api.slug) && api.state !== "retired";
  const { data: plans } = useQuery({ ...listPlansOptions({ path: { api: api.slug } }), enabled: wanted });
  const { data: upstreams } = useQuery({ ...getUpstreamsOptions({ path: { api: api.slug } }), enabled: wanted });
  if (!wanted || !plans || !upstreams) return null;
  const live = plans.items.some((plan) => plan.environments.includes("live"));
  const steps: Step[] = [
    {
      done: api.currentVersion !== undefined,
      label: t`Publish a version`,
      hint: t`Import the API's document, look at what was found in it, and publish it.`,
      link: { to: "versions", text: t`Versions` },
    },
    {
      done: plans.items.length > 0,
      label: t`Make a plan`,
      hint: t`Without one nobody can ask for access. Begin with the sandbox, granted at once: then the first token of every new app works.`,
      link: { to: "plans", text: t`Plans` },
    },
    {
      // An API for the sandbox alone needs no server.
      done: upstreams.live !== undefined || (plans.items.length > 0 && !live),
      label: t`Say where live calls go`,
      hint: t`Until then they are refused.`,
      link: { to: "upstreams", text: t`Upstreams` },
    },
  ];
  return (
    <Box mb="lg">
      <NextSteps
        title={t`Until apps can call it`}
        steps={steps}
        render={({ link }) => {
          const next = oneOf(link?.to, ["versions", "plans", "upstreams"]);
          if (!next || next === tab) return null;
          return (
            <ButtonLink to="/operate/apis/$api" params={{ api: api.slug }} search={{ tab: next }} size="xs">
              {link?.text}
            </ButtonLink>
          );
        }}
      />
    </Box>
  );
}
