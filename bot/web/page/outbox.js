// Wishes on their way: shown at once, sent when their files are up, sent again after a broken connection, never twice.

import { call } from "./api.js";
import { kept, newId, pause } from "./dom.js";
import { forget, message, show, uploading } from "./messages.js";
import { Upload } from "./uploads.js";
import { language, say } from "./words.js";

const LONGEST_PAUSE = 10_000;
const going = new Set();
let current = null;
export const at = (chat) => { current = chat; };

export function send({ chat, text, replyTo, uploads }) {
  const wish = { id: newId("u"), chat, text, reply_to: replyTo, language: language(), uploads: [] };
  const standing = { wish, uploads: [...uploads], at: Date.now() / 1000 };
  for (const upload of uploads) watched(standing, upload);
  redraw(standing);
  go(standing);
}

function watched(standing, upload) {
  upload.addEventListener("progress", () => redraw(standing));
  return upload;
}

async function go(standing) {
  standing.failed = null;
  going.add(standing);
  await onTheWay(standing).finally(() => going.delete(standing));
}

async function onTheWay(standing) {
  const { wish } = standing;
  await Promise.all(standing.uploads.map((upload) => upload.done));
  standing.uploads = standing.uploads.filter((upload) => upload.state !== "cancelled");
  if (!standing.uploads.length && !wish.text) { forget(wish.id); return; }
  const broken = standing.uploads.find((upload) => upload.state === "failed");
  if (broken) { fail(standing, broken.problem.sentence); return; }
  wish.uploads = standing.uploads.map((upload) => upload.id);
  remember(wish, true);
  await deliver(standing);
}

async function deliver(standing) {
  const { wish } = standing;
  for (let wait = 500; ; wait = Math.min(wait * 2, LONGEST_PAUSE)) {
    try {
      standing.note = say("sending");
      await call("POST", "/api/messages", wish);
      remember(wish, false);
      standing.sent = true;
      redraw(standing);
      return;
    } catch (error) {
      if (!error.passing) { remember(wish, false); fail(standing, error.sentence); return; }
    }
    standing.note = say("waiting");
    redraw(standing);
    await pause(wait);
  }
}

function fail(standing, sentence) {
  standing.failed = sentence || say("send-failed");
  redraw(standing);
}

function redraw(standing) {
  const { wish, uploads, failed, sent } = standing;
  const known = message(wish.id);
  if (wish.chat !== current || (known && Number.isFinite(known.n))) return; // the server has told it
  const shown = { id: wish.id, author: "me", kind: "wish", text: wish.text, reply_to: wish.reply_to, at: standing.at, files: uploads.map((upload) => upload.shown) };
  if (failed) Object.assign(shown, { note: failed, acts: [{ label: say("retry"), act: () => again(standing) }, { label: say("remove"), act: () => forget(wish.id) }] });
  else if (!sent) Object.assign(shown, onItsWay(standing));
  show(shown);
}

function onItsWay(standing) {
  const sending = standing.uploads.filter((upload) => upload.state === "sending");
  if (!sending.length) return { note: standing.note ?? say("sending"), sending: {} };
  const whole = standing.uploads.reduce((sum, upload) => sum + upload.file.size, 0) || 1;
  const fraction = standing.uploads.reduce((sum, upload) => sum + upload.sent, 0) / whole;
  const left = Math.max(...sending.map((upload) => upload.left ?? 0));
  const stop = { label: say("stop-upload"), act: () => { for (const upload of standing.uploads) upload.cancel(); forget(standing.wish.id); standing.wish.text = ""; } };
  return { note: uploading(fraction, left), sending: { fraction }, acts: [stop] };
}

function again(standing) {
  standing.uploads = standing.uploads.map((upload) => (upload.state === "done" ? upload : watched(standing, new Upload(upload.file, upload.voice))));
  go(standing);
}

// ---- over a reload

const uploadingStill = () => [...going].some((standing) => standing.uploads.some((upload) => upload.state === "sending"));
addEventListener("beforeunload", (event) => { if (uploadingStill()) event.preventDefault(); });

function remember(wish, open) {
  const others = kept.get("outbox", []).filter((each) => each.id !== wish.id);
  kept.set("outbox", open ? [...others, wish] : others);
}

// what was not acknowledged before the page was closed is sent again: the server knows what it has heard
export function resume() {
  for (const wish of kept.get("outbox", [])) deliver({ wish, uploads: [], at: Date.now() / 1000 });
}

