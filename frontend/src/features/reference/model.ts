import { type Fields, fields, fieldsOf, flag, list, string, strings } from "@/lib/json";

export type Line = { id: string; method: string; path: string; summary: string; deprecated: boolean };
export type Group = { name: string; title: string; description: string; operations: string[]; groups: Group[] };

/** Index is the head of a reference: what the navigation and the first page need. */
export type Index = {
  title: string;
  version: string;
  summary: string;
  description: string;
  termsOfService: string;
  contact: Fields;
  license: Fields;
  externalDocs: Fields;
  servers: Fields[];
  groups: Group[];
  operations: Line[];
  webhooks: Line[];
  schemas: string[];
  securitySchemes: Fields;
};

export function readIndex(value: unknown): Index {
  const index = fields(value);
  return {
    title: string(index["title"]),
    version: string(index["version"]),
    summary: string(index["summary"]),
    description: string(index["description"]),
    termsOfService: string(index["termsOfService"]),
    contact: fields(index["contact"]),
    license: fields(index["license"]),
    externalDocs: fields(index["externalDocs"]),
    servers: fieldsOf(index["servers"]),
    groups: fieldsOf(index["groups"]).map(readGroup),
    operations: fieldsOf(index["operations"]).map(readLine),
    webhooks: fieldsOf(index["webhooks"]).map(readLine),
    schemas: strings(index["schemas"]),
    securitySchemes: fields(index["securitySchemes"]),
  };
}

function readGroup(group: Fields): Group {
  const name = string(group["name"]);
  return {
    name,
    title: string(group["title"]) || name,
    description: string(group["description"]),
    operations: strings(group["operations"]),
    groups: fieldsOf(group["groups"]).map(readGroup),
  };
}

function readLine(line: Fields): Line {
  const path = string(line["path"]);
  return {
    id: string(line["id"]),
    method: string(line["method"]).toUpperCase(),
    path,
    summary: string(line["summary"]) || path,
    deprecated: flag(line["deprecated"]),
  };
}

export type Parameter = {
  name: string;
  in: string;
  required: boolean;
  deprecated: boolean;
  description: string;
  schema: unknown;
  source: Fields;
};
export type Media = { type: string; schema: unknown; examples: Example[] };
export type Example = { name: string; summary: string; value: unknown };
export type Answer = { status: string; description: string; media: Media[]; headers: Parameter[]; links: Fields };
export type Need = { name: string; scopes: string[]; scheme: Fields };

/** Operation is one chunk: everything that is shown of an operation or webhook. */
export type Operation = Line & {
  description: string;
  webhook: boolean;
  servers: Fields[];
  parameters: Parameter[];
  security: Need[][];
  scopes: string[];
  body: { description: string; required: boolean; media: Media[] } | undefined;
  answers: Answer[];
  callbacks: Fields;
  externalDocs: Fields;
  schemas: Fields;
};

export function readOperation(value: unknown): Operation {
  const chunk = fields(value);
  const body = fields(chunk["requestBody"]);
  return {
    ...readLine(chunk),
    description: string(chunk["description"]),
    webhook: flag(chunk["webhook"]),
    servers: fieldsOf(chunk["servers"]),
    parameters: fieldsOf(chunk["parameters"]).map((p) => readParameter(string(p["name"]), p)),
    security: list(chunk["security"]).map((alternative) => fieldsOf(alternative).map(readNeed)),
    scopes: strings(chunk["scopes"]),
    body: chunk["requestBody"]
      ? { description: string(body["description"]), required: flag(body["required"]), media: readMedia(body) }
      : undefined,
    answers: Object.entries(fields(chunk["responses"])).map(readAnswer),
    callbacks: fields(chunk["callbacks"]),
    externalDocs: fields(chunk["externalDocs"]),
    schemas: fields(chunk["schemas"]),
  };
}

function readNeed(need: Fields): Need {
  return { name: string(need["name"]), scopes: strings(need["scopes"]), scheme: fields(need["scheme"]) };
}

function readParameter(name: string, source: Fields): Parameter {
  const [first] = readMedia(source);
  return {
    name,
    in: string(source["in"]) || "header",
    required: flag(source["required"]),
    deprecated: flag(source["deprecated"]),
    description: string(source["description"]),
    schema: source["schema"] ?? first?.schema ?? {},
    source,
  };
}

function readAnswer([status, value]: [string, unknown]): Answer {
  const answer = fields(value);
  return {
    status,
    description: string(answer["description"]),
    media: readMedia(answer),
    headers: Object.entries(fields(answer["headers"])).map(([name, header]) => readParameter(name, fields(header))),
    links: fields(answer["links"]),
  };
}

function readMedia(holder: Fields): Media[] {
  return Object.entries(fields(holder["content"])).map(([type, value]) => {
    const media = fields(value);
    return { type, schema: media["schema"] ?? media["itemSchema"], examples: readExamples(media) };
  });
}

function readExamples(media: Fields): Example[] {
  const named = Object.entries(fields(media["examples"])).map(([name, value]) => {
    const example = fields(value);
    const content = example["value"] ?? example["dataValue"] ?? example["serializedValue"] ?? example["externalValue"];
    return { name, summary: string(example["summary"]) || name, value: content };
  });
  if (named.length > 0) return named.filter((example) => example.value !== undefined);
  return "example" in media ? [{ name: "example", summary: "", value: media["example"] }] : [];
}
