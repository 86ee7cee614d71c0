import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { type Plugin, transformWithOxc } from "vite";

const mark = "\0call:";

/** isCall says whether a module is one function of a generated file. */
export const isCall = (id: string) => id.startsWith(mark);

/** callNamed answers the function that such a module is. */
export const callNamed = (id: string) => id.slice(id.lastIndexOf("#") + 1);

/**
 * callsApart makes a module of every function of the generated client, so that a page loads the calls that it makes and the
 * first load not those of all pages. The files hold imports and functions that do nothing until they are called, each
 * beginning at the start of a line.
 */
export function callsApart(files: string[]): Plugin {
  const parts = new Map<string, string>();
  return {
    name: "calls-apart",
    apply: "build",
    enforce: "pre",
    resolveId(id) {
      return parts.has(id) ? { id, moduleSideEffects: false } : null;
    },
    async load(id) {
      const part = parts.get(id);
      if (part !== undefined) return { code: part, moduleSideEffects: false };
      if (!files.includes(id)) return null;
      const { code } = await transformWithOxc(await readFile(id, "utf8"), id, { sourcemap: false });
      const named = apart(code, dirname(id));
      for (const [name, body] of named) parts.set(`${mark}${id}#${name}`, imported(body, named, id) + body);
      const names = [...named.keys()].map(
        (name) => `export { ${name} } from ${JSON.stringify(`${mark}${id}#${name}`)};`,
      );
      return { code: names.join("\n"), moduleSideEffects: false };
    },
  };
}

/** apart answers the functions of a file by name, each with what it imports from other files. */
function apart(code: string, folder: string): Map<string, string> {
  const [head = "", ...functions] = code.split(/^(?=(?:export )?const )/m);
  const importing = /import\s*\{([^}]*)\}\s*from\s*"([^"]+)";?/g;
  const other =
    /^(?:function|class|let|var|async|export (?!const ))/m.exec(code) ?? head.replace(importing, "").match(/^\s*\w.*/m);
  if (other) throw new Error(`The generated client holds what frontend/calls.ts cannot take apart: ${other[0]}`);
  const imports = [...head.matchAll(importing)].map(([, names = "", from = ""]) => ({
    names: names.split(",").map((name) => name.trim()),
    from: from.startsWith(".") ? resolve(folder, from) : from,
  }));
  return new Map(
    functions.map((text) => {
      const body = text.replace(/^(?:export )?const/, "export const");
      const name = /^export const (\w+)/.exec(body)?.[1] ?? "";
      const used = words(body);
      const needed = imports
        .map(({ names, from }) => ({ from, names: names.filter((one) => used.has(one)) }))
        .filter(({ names }) => names.length > 0)
        .map(({ from, names }) => `import { ${names.join(", ")} } from ${JSON.stringify(from)};\n`);
      return [name, needed.join("") + body];
    }),
  );
}

/** imported answers the imports of the other functions of the file that one uses. */
function imported(body: string, named: Map<string, string>, file: string): string {
  const own = /^export const (\w+)/m.exec(body)?.[1];
  return [...words(body)]
    .filter((name) => name !== own && named.has(name))
    .map((name) => `import { ${name} } from ${JSON.stringify(`${mark}${file}#${name}`)};\n`)
    .join("");
}

/** words answers the names that a text mentions outside of quotes. */
function words(text: string): Set<string> {
  return new Set(text.replace(/"(?:[^"\\]|\\.)*"/g, '""').match(/\b[A-Za-z_]\w*\b/g));
}
