import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconBell, IconBellOff } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getFollowOptions, getFollowQueryKey, listFollowsQueryKey } from "@/client/@tanstack/react-query.gen";
import { followApi, unfollowApi } from "@/client/sdk.gen";
import type { Api } from "@/client/types.gen";
import { useSession } from "@/lib/session";
import { ButtonLink } from "@/ui/links";
import { done, failed } from "@/ui/notify";

/** FollowButton lets people be told of an API's versions. */
export function FollowButton({ api }: { api: Api }) {
  const me = useSession();
  if (!me)
    return (
      <ButtonLink
        to="/sign-in"
        search={{ next: `/apis/${api.slug}/changes` }}
        variant="default"
        leftSection={<IconBell size={16} aria-hidden />}
      >
        <Trans>Follow</Trans>
      </ButtonLink>
    );
  return <Toggle api={api} />;
}

function Toggle({ api }: { api: Api }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const path = { api: api.slug };
  const { data } = useQuery(getFollowOptions({ path }));
  const following = data?.following ?? false;
  const change = useMutation({
    mutationFn: async () => {
      if (following) await unfollowApi({ path });
      else await followApi({ path, body: {} });
      return !following;
    },
    onSuccess: async (now) => {
      client.setQueryData(getFollowQueryKey({ path }), { following: now });
      done(now ? t`You are told of new versions of ${api.name}` : t`You no longer follow ${api.name}`);
      await client.invalidateQueries({ queryKey: listFollowsQueryKey() });
    },
    onError: failed,
  });
  return (
    <Button
      variant="default"
      aria-pressed={following}
      loading={change.isPending}
      disabled={!data}
      leftSection={following ? <IconBellOff size={16} aria-hidden /> : <IconBell size={16} aria-hidden />}
      onClick={() => change.mutate()}
    >
      {following ? <Trans>Following</Trans> : <Trans>Follow</Trans>}
    </Button>
  );
}
