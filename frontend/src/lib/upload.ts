import type { Version } from "@/client/types.gen";
import { csrf } from "./csrf";
import { ProblemError, problemFrom } from "./problem";

type Upload = {
  file: Blob;
  signal: AbortSignal;
  /** Share of the file that is on its way or there, 0 to 1. */
  onProgress: (share: number) => void;
};

/** uploadDocument sends a version's document; the same key makes a repeated upload harmless. */
export function uploadDocument(upload: Upload & { api: string; label: string; key: string }): Promise<Version> {
  const { api, label, key } = upload;
  const address = `/apis/${encodeURIComponent(api)}/versions/upload?label=${encodeURIComponent(label)}`;
  return send<Version>(address, upload, { "Idempotency-Key": key });
}

/** uploadPicture sends a picture of a guide and answers where it is. */
export function uploadPicture(upload: Upload): Promise<{ address: string }> {
  return send("/guide-images", upload);
}

/**
 * send posts a file and tells how far it is, which fetch can't. An abort rejects with an AbortError, a refusal with a
 * ProblemError.
 */
function send<T>(address: string, upload: Upload, headers: Record<string, string> = {}): Promise<T> {
  const { file, signal, onProgress } = upload;
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1${address}`);
    request.responseType = "json";
    request.setRequestHeader("Content-Type", "application/octet-stream");
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    if (csrf()) request.setRequestHeader("X-CSRF-Token", csrf());
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) return resolve(request.response as T);
      const id = { "Gatehouse-Request-Id": request.getResponseHeader("Gatehouse-Request-Id") ?? "" };
      reject(
        new ProblemError(problemFrom(request.response, new Response(null, { status: request.status, headers: id }))),
      );
    };
    request.onerror = () => reject(new ProblemError(problemFrom(undefined, undefined)));
    request.onabort = () => reject(new DOMException("The upload was cancelled.", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}
