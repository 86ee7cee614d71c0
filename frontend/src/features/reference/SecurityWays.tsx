import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Code, List, Text } from "@mantine/core";
import { Fragment, type ReactNode } from "react";
import { string } from "@/lib/json";
import type { Need } from "./model";

type Way = (need: Need) => ReactNode;

/** SecurityWays says which proofs of identity a document takes: any one of its alternatives, each with all its parts. */
export function SecurityWays({ security, intro, way }: { security: Need[][]; intro: ReactNode; way: Way }) {
  const ways = security.filter((needs) => needs.length > 0);
  const optional = ways.length > 0 && ways.length < security.length;
  const [only] = ways;
  if (!only) return null;
  if (ways.length === 1 && !optional)
    return (
      <Text size="sm" component="p" m={0}>
        {intro} <Together needs={only} way={way} />
      </Text>
    );
  return (
    <>
      <Text size="sm">
        {intro} <Trans>any one of these:</Trans>
      </Text>
      <List size="sm" withPadding>
        {ways.map((needs, at) => (
          <List.Item key={JSON.stringify(needs.map(({ name, scopes }) => [name, scopes]))}>
            {at > 0 && <Or />}
            <Together needs={needs} way={way} />
          </List.Item>
        ))}
        {optional && (
          <List.Item>
            <Or />
            <Trans>nothing at all: credentials are optional here</Trans>
          </List.Item>
        )}
      </List>
    </>
  );
}

const Or = () => (
  <>
    <strong>
      <Trans>or</Trans>
    </strong>{" "}
  </>
);

/** Together is one alternative: everything in it is sent with the same call. */
function Together({ needs, way }: { needs: Need[]; way: Way }) {
  return (
    <>
      {needs.length === 2 && <Trans>both</Trans>} {needs.length > 2 && <Trans>all of</Trans>}{" "}
      {needs.map((need, at) => (
        <Fragment key={need.name}>
          {at > 0 && (
            <>
              {" "}
              <strong>
                <Trans>and</Trans>
              </strong>{" "}
            </>
          )}
          {way(need)}
          <Scopes scopes={need.scopes} />
        </Fragment>
      ))}
    </>
  );
}

function Scopes({ scopes }: { scopes: string[] }) {
  if (scopes.length === 0) return null;
  return (
    <>
      {" "}
      <Plural value={scopes.length} one="with the scope" other="with the scopes" />
      {scopes.map((scope) => (
        <Fragment key={scope}>
          {" "}
          <Code>{scope}</Code>
        </Fragment>
      ))}
    </>
  );
}

/** useWay names a security scheme as people speak of it. */
export function useWay(): (need: Pick<Need, "name" | "scheme">) => string {
  const { t } = useLingui();
  return ({ name, scheme }) => {
    const kind = string(scheme["type"]);
    const place = string(scheme["in"]);
    const key = string(scheme["name"]);
    if (kind === "apiKey" && place === "header") return t`a key in the header ${key}`;
    if (kind === "apiKey" && place === "query") return t`a key in the query parameter ${key}`;
    if (kind === "apiKey") return t`a key in the cookie ${key}`;
    if (kind === "http" && string(scheme["scheme"]).toLowerCase() === "basic") return t`a user name and password`;
    if (kind === "http") return t`a bearer token`;
    if (kind === "oauth2") return t`an OAuth 2.0 access token`;
    if (kind === "openIdConnect") return t`an OpenID Connect token`;
    if (kind === "mutualTLS") return t`a client certificate`;
    return name;
  };
}
