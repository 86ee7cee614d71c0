import { listBreakingTokens, listTeamBreakingTokens } from "@/client/sdk.gen";
import type { PolicyPreviewRequest } from "@/client/types.gen";

/** breakingOf asks for a page of the tokens that would break a rule, as a member of the team where one only is that. */
export function breakingOf(request: PolicyPreviewRequest, mine: boolean, cursor: string | undefined) {
  const query = { limit: 20, ...(cursor && { cursor }) };
  if (!mine) return listBreakingTokens({ body: request, query });
  const { id, level, ...body } = request;
  return listTeamBreakingTokens({ path: { team: id ?? "" }, body, query });
}
