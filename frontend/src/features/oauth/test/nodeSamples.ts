import type { OAuthClient } from "@/client/types.gen";
import { keyOf, question } from "./question";

const keyOptions = {
  ES256: '"sha256", Buffer.from(input), { key, dsaEncoding: "ieee-p1363" }',
  EdDSA: "null, Buffer.from(input), key",
  PS256: '"sha256", Buffer.from(input), { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }',
};

/** form writes the parameters of a request as a program has them. */
const form = (client: OAuthClient) => JSON.stringify(Object.fromEntries(question(client)), null, 2);

/** assertion is the part of a program that proves the client by its own key; it needs part() and ends with form filled. */
function assertion(client: OAuthClient): string {
  const { alg, kid } = keyOf(client);
  return `const key = readFileSync("client-key.pem");
const now = Math.floor(Date.now() / 1000);
const claims = { iss: "${client.id}", sub: "${client.id}", aud: "${client.issuer}", jti: randomUUID(), iat: now, exp: now + 60 };
const input = \`\${part({ alg: "${alg}", typ: "JWT", kid: ${JSON.stringify(kid)} })}.\${part(claims)}\`;
form.client_assertion_type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
form.client_assertion = \`\${input}.\${sign(${keyOptions[alg]}).toString("base64url")}\`;
`;
}

/** keySample asks for a token by an assertion. */
export function keySample(client: OAuthClient): string {
  const constants = keyOf(client).alg === "PS256" ? "constants, " : "";
  return `// ask.mjs, beside client-key.pem
import { ${constants}randomUUID, sign } from "node:crypto";
import { readFileSync } from "node:fs";

const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const form = ${form(client)};
${assertion(client)}
const answer = await fetch("${client.tokenUrl}", { method: "POST", body: new URLSearchParams(form) });
console.log(answer.status, await answer.json());
`;
}

/** boundSample asks for a token that is bound to a key which the program makes. */
export function boundSample(client: OAuthClient): string {
  const byKey = client.authMethod === "private_key_jwt";
  const constants = byKey && keyOf(client).alg === "PS256" ? "constants, " : "";
  const files = byKey ? 'import { readFileSync } from "node:fs";\n' : "";
  const proves = byKey
    ? `\n${assertion(client)}const headers = {};\n`
    : `const pair = Buffer.from(\`${client.id}:\${process.env.GATEHOUSE_CLIENT_SECRET}\`).toString("base64");
const headers = { Authorization: \`Basic \${pair}\` };
`;
  return `// ask.mjs${byKey ? ", beside client-key.pem" : ""}
import { ${constants}generateKeyPairSync, randomUUID, sign } from "node:crypto";
${files}
const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const address = "${client.tokenUrl}";
const form = ${form(client)};
${proves}
// The key of the tokens. Keep it as long as they live: every call proves it anew.
const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });

function proof(nonce) {
  const claims = { jti: randomUUID(), htm: "POST", htu: address, iat: Math.floor(Date.now() / 1000), nonce };
  const input = \`\${part({ typ: "dpop+jwt", alg: "ES256", jwk: publicKey.export({ format: "jwk" }) })}.\${part(claims)}\`;
  const signature = sign("sha256", Buffer.from(input), { key: privateKey, dsaEncoding: "ieee-p1363" });
  return \`\${input}.\${signature.toString("base64url")}\`;
}

const ask = (nonce) =>
  fetch(address, { method: "POST", headers: { ...headers, DPoP: proof(nonce) }, body: new URLSearchParams(form) });

let answer = await ask();
const nonce = answer.headers.get("DPoP-Nonce");
if (!answer.ok && nonce) answer = await ask(nonce);
console.log(answer.status, await answer.json());
`;
}
