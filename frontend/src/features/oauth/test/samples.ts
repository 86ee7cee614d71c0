import type { OAuthClient } from "@/client/types.gen";
import { envFile } from "@/lib/download";
import { keyGo, secretGo } from "./goSamples";
import { boundSample, keySample } from "./nodeSamples";
import { keyOf, question } from "./question";

/** Sample is a program that asks for a token, ready to run: its language, what is run with it, and its text. */
export type Sample = { language: string; run: string; code: string };

/** withEnv runs a command with what the file names that the portal offers with each new secret. */
const withEnv = (command: string) => `set -a; . ./${envFile}; set +a${command && `; ${command}`}`;

/** samplesOf answers the programs with which a client can be tried. None of them holds a secret: that comes from the environment
 * or a file. A client whose tokens are bound needs a program that signs proofs. */
export function samplesOf(client: OAuthClient): Sample[] {
  const bySecret = client.authMethod === "client_secret_basic";
  if (client.binding !== "none") {
    return [
      {
        language: "Node.js",
        run: bySecret ? `node --env-file=${envFile} ask.mjs` : "node ask.mjs",
        code: boundSample(client),
      },
    ];
  }
  if (!bySecret) {
    const all = [{ language: "Node.js", run: "node ask.mjs", code: keySample(client) }];
    if (keyOf(client).alg === "ES256") all.push({ language: "Go", run: "go run ask.go", code: keyGo(client) });
    return all;
  }
  return [
    { language: "curl", run: withEnv(""), code: curl(client) },
    { language: "Node.js", run: `node --env-file=${envFile} ask.mjs`, code: node(client) },
    { language: "Python", run: withEnv("python3 ask.py"), code: python(client) },
    { language: "Go", run: withEnv("go run ask.go"), code: secretGo(client) },
  ];
}

function curl(client: OAuthClient): string {
  const lines = [`curl -u "${client.id}:$GATEHOUSE_CLIENT_SECRET" ${client.tokenUrl}`];
  for (const [name, value] of question(client)) {
    lines.push(name === "scope" ? `  --data-urlencode "${name}=${value}"` : `  -d ${name}=${value}`);
  }
  return lines.join(" \\\n");
}

function node(client: OAuthClient): string {
  return `// ask.mjs
const pair = Buffer.from(\`${client.id}:\${process.env.GATEHOUSE_CLIENT_SECRET}\`).toString("base64");
const answer = await fetch("${client.tokenUrl}", {
  method: "POST",
  headers: { Authorization: \`Basic \${pair}\` },
  body: new URLSearchParams(${JSON.stringify(Object.fromEntries(question(client)), null, 2).replaceAll("\n", "\n  ")}),
});
console.log(answer.status, await answer.json());
`;
}

function python(client: OAuthClient): string {
  return `# ask.py
import base64, json, os, urllib.parse, urllib.request

pair = "${client.id}:" + os.environ["GATEHOUSE_CLIENT_SECRET"]
request = urllib.request.Request(
    "${client.tokenUrl}",
    data=urllib.parse.urlencode(${pythonQuestion(client)}).encode(),
    headers={"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()},
)
with urllib.request.urlopen(request) as answer:
    print(answer.status, json.load(answer))
`;
}

const pythonQuestion = (client: OAuthClient) => JSON.stringify(Object.fromEntries(question(client)));
