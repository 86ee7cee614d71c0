// An example for upstreams in Node 20 or newer, without packages: it checks the signed context that Gatehouse sends with
// each call in Gatehouse-Context, so that a call that went around the gateway is noticed.
//
//   const verify = contextVerifier({ issuer: "https://developers.example.com", api: "harbour" });
//   const caller = await verify(request.headersDistinct["gatehouse-context"]);   // throws: answer 401
import { createPublicKey, verify as verifySignature } from "node:crypto";

const keysAge = 600_000; // milliseconds after which the keys are fetched again
const keysPause = 10_000; // between two fetches, however many unknown keys are named
const leeway = 5; // seconds by which clocks may differ

export function contextVerifier({ issuer, api, now = Date.now, get = fetch }) {
  let keys = new Map();
  let fetched = Number.NEGATIVE_INFINITY;

  async function keyOf(id) {
    const age = now() - fetched;
    if (age > keysAge || (!keys.has(id) && age > keysPause)) {
      fetched = now(); // a failure is not repeated at once either
      try {
        keys = await fetchKeys();
      } catch (error) {
        if (!keys.has(id)) throw error;
      }
    }
    if (!keys.has(id)) throw new Error("The context's key is unknown.");
    return keys.get(id);
  }

  async function fetchKeys() {
    const answer = await get(`${issuer}/.well-known/jwks.json`, { redirect: "error", signal: AbortSignal.timeout(5000) });
    if (!answer.ok) throw new Error(`The portal's keys could not be fetched: ${answer.status}.`);
    const usable = (await answer.json()).keys.filter((key) => key.kty === "EC" && key.crv === "P-256" && key.kid);
    return new Map(usable.map((key) => [key.kid, createPublicKey({ key, format: "jwk" })]));
  }

  /** Takes the header, a text or a list of one, and answers who calls. */
  return async function verify(header) {
    const values = [header].flat();
    if (values.length !== 1 || typeof values[0] !== "string") throw new Error("There is not exactly one context.");
    const parts = values[0].split(".");
    if (parts.length !== 3 || !parts.every((part) => /^[A-Za-z0-9_-]+$/.test(part))) throw new Error("The context can't be read.");
    const [head, claims] = parts.slice(0, 2).map((part) => JSON.parse(Buffer.from(part, "base64url").toString("utf8")));
    // Comparing the algorithm here is what keeps a forger from choosing it.
    if (head.alg !== "ES256" || head.crit !== undefined) throw new Error("The context is signed in another way.");
    const signature = Buffer.from(parts[2], "base64url");
    const signed = Buffer.from(`${parts[0]}.${parts[1]}`);
    const key = await keyOf(head.kid);
    if (signature.length !== 64 || !verifySignature("sha256", signed, { key, dsaEncoding: "ieee-p1363" }, signature)) {
      throw new Error("The context's signature is wrong.");
    }
    const seconds = now() / 1000;
    if (claims.iss !== issuer || ![claims.aud].flat().includes(api)) throw new Error("The context is for somebody else.");
    if (!(claims.exp > seconds - leeway) || claims.nbf > seconds + leeway || claims.iat > seconds + leeway) throw new Error("The context's time is over.");
    return { app: claims.sub, token: claims.token, environment: claims.env, scopes: claims.scope.split(" ").filter(Boolean), grant: claims.grant };
  };
}
