import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Version } from "@/client/types.gen";

export type Stage = NonNullable<Version["stage"]>;

/** The stages of an import in their order; a document that was handed over is not fetched. */
const order: readonly Stage[] = ["fetch", "read", "resolve", "chunk", "check", "index"];

export const stageWords: Record<Stage, MessageDescriptor> = {
  fetch: msg`Fetch it from its address`,
  read: msg`Read the text`,
  resolve: msg`Follow its references`,
  chunk: msg`Cut it into operations and schemas`,
  check: msg`Check it against the rules`,
  index: msg`Store it for readers and search`,
};

export type Step = { stage: Stage; state: "done" | "now" | "failed" | "waiting" };

/** stepsOf says which stages of an import are behind, and at which one it is or has failed. */
export function stepsOf({ state, stage }: Pick<Version, "state" | "stage">, fetched: boolean): Step[] {
  const shown = order.slice(fetched || stage === "fetch" ? 0 : 1);
  if (state !== "importing" && state !== "failed") return shown.map((each) => ({ stage: each, state: "done" }));
  const at = stage ? shown.indexOf(stage) : -1;
  return shown.map((each, index) => ({
    stage: each,
    state: index < at ? "done" : index > at ? "waiting" : state === "failed" ? "failed" : "now",
  }));
}
