import type { NodePath, PluginObj } from "@babel/core";
import { types as t } from "@babel/core";
import { compileMessageOrThrow } from "@lingui/message-utils/compileMessage";

/**
 * compiledMessages turns the ICU messages that Lingui's macros leave beside their ids into what Lingui makes of them at
 * run time, so that pages carry no parser. A message that cannot be parsed fails the build.
 */
export function compiledMessages(): PluginObj {
  return {
    name: "compiled-messages",
    visitor: {
      // The macros are gone when the program is left.
      Program: {
        exit(program) {
          program.traverse({ ObjectProperty: compileProperty, JSXAttribute: compileAttribute });
        },
      },
    },
  };
}

/** { id: "…", message: "…" } of t, msg, plural and the like. */
function compileProperty({ node, parent }: NodePath<t.ObjectProperty>): void {
  if (!named(node, "message") || !t.isStringLiteral(node.value) || !t.isObjectExpression(parent)) return;
  if (parent.properties.some((other) => named(other, "id"))) node.value = compiled(node.value.value);
}

/** <Trans id="…" message="…"> of Trans, Plural and the like. */
function compileAttribute({ node, parent }: NodePath<t.JSXAttribute>): void {
  if (node.name.name !== "message" || !t.isJSXOpeningElement(parent)) return;
  const said = t.isJSXExpressionContainer(node.value) ? node.value.expression : node.value;
  const marked = parent.attributes.some((other) => t.isJSXAttribute(other) && other.name.name === "id");
  if (marked && t.isStringLiteral(said)) node.value = t.jsxExpressionContainer(compiled(said.value));
}

const named = (node: t.Node, name: string): boolean =>
  t.isObjectProperty(node) && (t.isIdentifier(node.key, { name }) || t.isStringLiteral(node.key, { value: name }));

/** compiled is always a list: Lingui takes a bare string for a message that still has to be parsed. */
function compiled(message: string): t.Expression {
  const parts: unknown = compileMessageOrThrow(message);
  return t.valueToNode(typeof parts === "string" ? [parts] : parts);
}
