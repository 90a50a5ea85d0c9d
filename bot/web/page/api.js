// Talking to the server. What goes wrong becomes a Problem whose code has a sentence in every language.

import { tell } from "./dom.js";
import { problem } from "./words.js";

export class Problem extends Error {
  constructor(code, status) {
    super(code);
    this.code = code;
    this.status = status;
  }
  get passing() { return [0, 502, 503, 504].includes(this.status); }
  get sentence() { return problem(this.code); }
}

export async function call(method, path, body) {
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  let answer;
  try {
    answer = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new Problem("offline", 0);
  }
  if (answer.ok) return answer.status === 204 ? null : answer.json();
  const { code } = await answer.json().catch(() => ({ code: "other" }));
  if (answer.status === 401 && path !== "/api/session") tell("signed-out");
  throw new Problem(code, answer.status);
}
