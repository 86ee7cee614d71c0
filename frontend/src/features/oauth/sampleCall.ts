import type { OAuthClient } from "@/client/types.gen";
import { samplesOf } from "./test/samples";

/** sampleCall is a call of the token endpoint, ready for a shell; undefined for a client that needs a program for it. */
export function sampleCall(client: OAuthClient): string | undefined {
  return samplesOf(client).find((sample) => sample.language === "curl")?.code;
}
