import { consent } from "./consent";
import { csrf } from "./csrf";
import { stepUp } from "./stepup";

const safe = new Set(["GET", "HEAD", "OPTIONS"]);

// One act may need the policy accepted, and then a fresh proof.
const roundsMax = 3;

/**
 * portalFetch is the only way to the management API. Unsafe requests carry the session's CSRF token; a refusal that asks
 * for a fresh passkey proof, or for the acceptance of the policy, opens the dialog for it, and the same request is sent once
 * more when that was given. Nothing that was typed is lost.
 */
export async function portalFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  let request = await complete(new Request(input, init));
  if (safe.has(request.method)) return fetch(request);
  for (let round = 1; ; round++) {
    const again = request.clone();
    const response = await fetch(signed(request));
    if (response.status !== 403 || round === roundsMax) return response;
    if (!(await given(await problemCode(response)))) return response;
    request = again;
  }
}

/** given asks the person for what a refusal is in want of. */
async function given(code: string): Promise<boolean> {
  if (code === "step_up_required") return stepUp();
  return code === "terms_required" && consent();
}

/** complete gives bodiless commands the empty JSON object that the server's strict decoder expects. */
async function complete(request: Request): Promise<Request> {
  const commands = request.method === "POST" || request.method === "PUT" || request.method === "PATCH";
  if (!commands || request.headers.get("Content-Type")) return request;
  const headers = new Headers(request.headers);
  headers.set("Content-Type", "application/json");
  return new Request(request.url, { method: request.method, headers, body: "{}", signal: request.signal });
}

function signed(request: Request): Request {
  if (csrf()) request.headers.set("X-CSRF-Token", csrf());
  return request;
}

async function problemCode(response: Response): Promise<string> {
  try {
    const body: unknown = await response.clone().json();
    if (typeof body === "object" && body !== null && "code" in body) return String(body.code);
  } catch {
    // Not a problem document: the caller reports the status as it is.
  }
  return "";
}
