// A file goes up in parts. After a broken connection it goes on where the last part ended, and it can be stopped.

import { call, Problem } from "./api.js";
import { pause } from "./dom.js";

const PART = 4 << 20;
const LONGEST_PAUSE = 10_000;

export const previews = new Map();
const chosen = new Set();

const kindOf = (type) => ["video", "audio", "image"].find((kind) => type.startsWith(`${kind}/`)) || "file";

export class Upload extends EventTarget {
  constructor(file, voice = false) {
    super();
    Object.assign(this, { file, voice, id: null, sent: 0, state: "sending", problem: null, rate: 0 });
    this.kind = kindOf(file.type);
    this.preview = this.kind === "file" ? null : URL.createObjectURL(file);
    // what broke off before a reload is found again; the same file chosen twice is two
    this.key = `${file.name}/${file.size}/${file.lastModified}`;
    this.mark = voice || chosen.has(this.key) ? "" : `${file.lastModified}`;
    chosen.add(this.key);
    this.done = this.run();
  }

  get fraction() { return this.file.size ? this.sent / this.file.size : this.state === "done" ? 1 : 0; }
  get left() { return this.rate ? (this.file.size - this.sent) / this.rate : null; }
  get shown() {
    const { name, size, type } = this.file;
    return { name, size_bytes: size, content_type: type, kind: this.kind, preview: this.preview, voice: this.voice };
  }

  async run() {
    try {
      while (this.state === "sending" && !(await this.all())) { /* the server forgot it: from the beginning */ }
    } catch (error) {
      if (this.state === "sending") this.end("failed", error instanceof Problem ? error : new Problem("other", 0));
    }
    return this.state === "done";
  }

  async all() {
    const { name, size, type } = this.file;
    const mark = this.mark;
    const begun = await this.insist(() => call("POST", "/api/uploads", { name, size_bytes: size, content_type: type || null, voice: this.voice, mark }));
    this.id = begun.id;
    if (this.state === "cancelled") call("DELETE", `/api/uploads/${this.id}`).catch(() => {});
    if (this.preview) previews.set(this.id, this.preview);
    let offset = begun.offset;
    while (this.state === "sending" && offset < size) {
      try {
        offset = await this.insist(() => this.part(offset));
      } catch (error) {
        if (error.status === 404) return false;
        throw error;
      }
    }
    if (this.state === "sending") this.end("done");
    return true;
  }

  // again and again while it is only the connection that fails
  async insist(work) {
    for (let wait = 500; ; wait = Math.min(wait * 2, LONGEST_PAUSE)) {
      try {
        return await work();
      } catch (error) {
        if (!error.passing || this.state !== "sending") throw error;
      }
      this.rate = 0;
      await pause(wait);
    }
  }

  part(offset) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const started = performance.now();
      this.request = request;
      request.upload.onprogress = (event) => {
        this.sent = offset + event.loaded;
        const rate = event.loaded / Math.max(0.05, (performance.now() - started) / 1000);
        this.rate = this.rate ? this.rate * 0.7 + rate * 0.3 : rate;
        this.dispatchEvent(new Event("progress"));
      };
      request.onload = () => {
        const at = Number(request.getResponseHeader("Upload-Offset") ?? NaN);
        if ((request.status === 204 || request.status === 409) && !Number.isNaN(at)) resolve(at);
        else reject(new Problem(codeOf(request), request.status));
      };
      // where the file ends now only the server knows
      request.onerror = request.ontimeout = () => { this.standing().then(resolve, reject); };
      request.onabort = () => reject(new Problem("other", 0));
      request.timeout = 120_000;
      request.open("PATCH", `/api/uploads/${this.id}`);
      request.setRequestHeader("Upload-Offset", offset);
      request.send(this.file.slice(offset, offset + PART));
    });
  }

  async standing() {
    await pause(400);
    const answer = await fetch(`/api/uploads/${this.id}`, { method: "HEAD" }).catch(() => { throw new Problem("offline", 0); });
    if (!answer.ok) throw new Problem("upload-gone", answer.status);
    return Number(answer.headers.get("Upload-Offset"));
  }

  cancel() {
    if (this.state === "cancelled") return;
    this.end("cancelled");
    this.request?.abort();
    if (this.id) call("DELETE", `/api/uploads/${this.id}`).catch(() => {});
  }

  end(state, problem = null) {
    Object.assign(this, { state, problem });
    if (state === "done") this.sent = this.file.size;
    else chosen.delete(this.key);
    this.dispatchEvent(new Event("progress"));
  }
}

function codeOf(request) {
  try { return JSON.parse(request.responseText).code; } catch { return "other"; }
}
