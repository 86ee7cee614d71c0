import { Trans, useLingui } from "@lingui/react/macro";
import { type Fields, fields, inline } from "@/lib/json";
import { Line, Literal, Quiet } from "./words";

/** CellValues says how a list or object is written into one parameter, where it is not the usual way. */
export function CellValues({ style, explode }: { style: string; explode: unknown }) {
  const { t } = useLingui();
  const ways: Record<string, string> = {
    spaceDelimited: t`values are separated by spaces`,
    pipeDelimited: t`values are separated by |`,
    deepObject: t`members are written as name[member]`,
    matrix: t`written as ;name=value`,
    label: t`written as .value`,
  };
  const words = ways[style] ?? (style === "form" && explode === false ? t`values are separated by commas` : "");
  return words ? <Quiet>{words}</Quiet> : null;
}

/** ParameterExamples shows the examples that stand beside a parameter's schema. */
export function ParameterExamples({ source }: { source: Fields }) {
  const named = Object.values(fields(source["examples"])).map((example) => fields(example)["value"]);
  const values = (named.length > 0 ? named : [source["example"]]).filter((value) => value !== undefined);
  if (values.length === 0) return null;
  return (
    <Line>
      <Quiet>
        <Trans>Example</Trans>
      </Quiet>
      {values.slice(0, 4).map((value) => (
        <Literal key={inline(value)}>{inline(value)}</Literal>
      ))}
    </Line>
  );
}
