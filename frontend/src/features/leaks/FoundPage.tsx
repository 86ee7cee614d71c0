import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, Code, List, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { getLeakRulesOptions } from "@/client/@tanstack/react-query.gen";
import { reportLeak } from "@/client/sdk.gen";
import type { LeakOutcome } from "@/client/types.gen";
import { TextLink } from "@/ui/links";
import { NarrowPage } from "@/ui/NarrowPage";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { type Found, foundIn } from "./found";

type Told = Found & LeakOutcome;

/** FoundPage takes what somebody found, and sends no secret: the browser makes a proof of it. */
export function FoundPage() {
  const { t } = useLingui();
  const [text, setText] = useState("");
  const [where, setWhere] = useState("");
  const [none, setNone] = useState(false);
  const { data: rules, error: away } = useQuery({ ...getLeakRulesOptions(), staleTime: Number.POSITIVE_INFINITY });
  const report = useMutation({
    mutationFn: async (found: Found[]) => {
      const told: Told[] = [];
      for (const { tokenId, proof, hint } of found) {
        const { data } = await reportLeak({ body: { tokenId, proof, where: where.trim() } });
        told.push({ tokenId, proof, hint, ...data });
      }
      return told;
    },
    onSuccess: () => setText(""),
  });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!rules || report.isPending) return;
    const found = await foundIn(text, rules.pattern);
    setNone(found.length === 0);
    if (found.length > 0) report.mutate(found);
  };
  return (
    <NarrowPage
      title={t`Found a token?`}
      lead={<Trans>Thank you for telling us. You need no account, and what you paste stays in your browser.</Trans>}
    >
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack>
          <Textarea
            label={t`The token, or the text around it`}
            description={t`Only its public id and a SHA-256 of it are sent, which show that you have seen it.`}
            autosize
            minRows={3}
            maxRows={8}
            autoComplete="off"
            spellCheck={false}
            required
            value={text}
            error={none && t`There is no whole token of this portal in it. Paste it from its first letter to its last.`}
            onChange={(event) => {
              setText(event.currentTarget.value);
              setNone(false);
            }}
          />
          <TextInput
            label={t`Where you found it`}
            description={t`An address or a few words. Its owner reads this.`}
            maxLength={400}
            value={where}
            onChange={(event) => setWhere(event.currentTarget.value)}
          />
          <Text size="sm">
            <TextLink to="/guides/$guide" params={{ guide: "policy-and-incidents" }} underline="always" inherit>
              <Trans>What happens with a token that was found</Trans>
            </TextLink>
          </Text>
          <ProblemAlert error={away ?? report.error} />
          <Button type="submit" loading={report.isPending} disabled={!rules || !text.trim()}>
            <Trans>Report it</Trans>
          </Button>
          <div role="status">{report.data && <Outcomes told={report.data} />}</div>
        </Stack>
      </form>
    </NarrowPage>
  );
}

function Outcomes({ told }: { told: Told[] }) {
  const { t } = useLingui();
  const words: Record<LeakOutcome["outcome"], string> = {
    unknown: t`This portal did not make it, or a character is missing. Nothing was changed.`,
    over: t`It doesn't work any more. Its owner was told where it was found.`,
    revoked: t`It was ended just now, and its owner was told.`,
    quarantined: t`It was limited just now, and its owner was told.`,
    told: t`Its owner was told.`,
  };
  const known = told.some(({ outcome }) => outcome !== "unknown");
  return (
    <Alert color={known ? "green" : "gray"} variant="light" title={known ? t`Thank you` : t`Nothing to do`}>
      <List size="sm" listStyleType="none">
        {told.map(({ tokenId, hint, outcome }) => (
          <List.Item key={tokenId}>
            <Code>{hint}</Code>
            <Text size="sm">{words[outcome]}</Text>
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
