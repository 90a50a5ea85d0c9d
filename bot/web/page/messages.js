// The messages of the open conversation: drawn in their order, changed in place, told to whoever cannot see them.

import { call } from "./api.js";
import { $, hear, icon, linked, make, newId, tell } from "./dom.js";
import { download, medium } from "./media.js";
import { language, moment, percent, say, size, span } from "./words.js";

const PAGE = 60;
const list = $("#list");
const room = $("#messages");
const messages = new Map();
let settled = false;
let pinned = true;
let told = "";

const node = (id) => document.getElementById(`m-${id}`);
const near = () => room.scrollHeight - room.scrollTop - room.clientHeight < 160;
const toEnd = () => { room.scrollTop = room.scrollHeight; pinned = true; };

export const message = (id) => messages.get(id);
export const excerpt = (each) => each.text.split("\n")[0] || (each.files || []).map((file) => file.name).join(", ");

export function clear() {
  messages.clear();
  list.replaceChildren();
  settled = false;
  $("#earlier").hidden = true;
  $("#newest").hidden = true;
}

export function show(each) {
  const stay = !pinned && (each.author === "cutroom" || messages.has(each.id));
  const known = messages.get(each.id);
  messages.set(each.id, { ...each, n: each.n ?? Infinity });
  draw(messages.get(each.id));
  if (!known && stay) $("#newest").hidden = false;
  if (!stay) toEnd();
  announce(each, known);
}

export function forget(id) {
  messages.delete(id);
  node(id)?.remove();
  welcome();
}

// the first batch is there: what comes from now on is new
export function settle() {
  if (settled) return;
  settled = true;
  $("#earlier").hidden = messages.size < PAGE;
  toEnd();
  welcome();
}

const welcome = () => { $("#welcome").hidden = !settled || messages.size > 0; };

// ---- drawing

function draw(each) {
  const old = node(each.id);
  const mine = each.author !== "cutroom";
  const body = make("div", { className: "bubble" });
  const quoted = quoteOf(each);
  if (quoted) body.append(make("button", { type: "button", className: "quote", textContent: excerpt(quoted), "aria-label": `${say("replying-to")}: ${excerpt(quoted)}`, onclick: () => find(quoted.id) }));
  body.append(make("p", { className: "text", lang: each.language ?? null }, ...linked(each.text, each.jumps?.length ? (label) => jumpOf(each, label) : null)), mediaOf(each, old), ...barOf(each));
  const card = make("article", { id: `m-${each.id}`, className: `message ${mine ? "mine" : each.kind}`, "aria-label": mine ? say("you") : "Cutroom" }, body);
  card.dataset.n = each.n;
  card.append(under(each, mine));
  keepFocus(old, card);
  place(card, old, each.n);
  welcome();
}

function place(card, old, n) {
  if (old && old.dataset.n === String(n)) { old.replaceWith(card); return; }
  old?.remove();
  let after = list.lastElementChild;
  while (after && Number(after.dataset.n) > n) after = after.previousElementSibling;
  if (after) after.after(card); else list.prepend(card);
}

// a button that is pressed by keyboard must not lose the focus when its message changes
function keepFocus(old, card) {
  if (!old?.contains(document.activeElement)) return;
  const at = [...old.querySelectorAll("button")].indexOf(document.activeElement);
  queueMicrotask(() => ([...card.querySelectorAll("button")][at] ?? room).focus({ preventScroll: true }));
}

function quoteOf(each) {
  const replied = messages.get(each.reply_to);
  if (!replied || each.kind === "status") return null;
  if (each.author !== "cutroom") return replied;
  const wishes = [...messages.values()].filter((other) => other.author !== "cutroom" && other.n < each.n);
  return replied.author === "cutroom" || wishes.at(-1)?.id === replied.id ? null : replied;
}

// an unchanged player must not be rebuilt: it would stop playing
function mediaOf(each, old) {
  const key = JSON.stringify((each.files || []).map((file) => file.asset ?? file.preview ?? file.name));
  const before = old?.querySelector(".media");
  if (before && (before.dataset.key === key || (each.author !== "cutroom" && before.dataset.sent))) return before;
  const media = make("div", { className: "media" }, ...(each.files || []).map(medium));
  media.dataset.key = key;
  if (each.files?.some((file) => file.preview)) media.dataset.sent = "yes";
  return media;
}

function barOf(each) {
  const fraction = each.kind === "status" ? each.fraction : each.sending?.fraction;
  if (fraction == null || fraction >= 1) return [];
  return [make("progress", { max: 1, value: fraction, "aria-label": say("progress"), "aria-valuetext": each.sending ? percent(fraction) : each.text })];
}

function under(each, mine) {
  const row = make("div", { className: "under" });
  for (const button of each.buttons || [])
    row.append(make("button", { type: "button", textContent: button.label, onclick: (event) => press(event.currentTarget, each.id, button.value) }));
  for (const act of each.acts || []) row.append(make("button", { type: "button", textContent: act.label, onclick: act.act }));
  for (const file of each.files || [])
    if (!mine && file.asset && file.kind !== "file") row.append(download(file, make("span", { textContent: size(file.size_bytes) })));
  if (!each.sending && !each.acts && !(each.kind === "status" && each.fraction === 1))
    row.append(make("button", { type: "button", className: "quiet", "aria-label": `${say("reply")}: ${excerpt(each)}`, onclick: () => tell("reply", each.id) }, icon("reply"), mine ? null : make("span", { textContent: say("reply") })));
  row.append(make("span", { className: "meta", textContent: each.note ?? moment(each.at) }));
  return row;
}

// a time in an answer goes to that moment, in the newest player that has its film
function jumpOf(each, label) {
  const jump = each.jumps.find((known) => known.label === label);
  if (!jump) return label;
  return make("button", { type: "button", className: "jump", textContent: label, onclick: () => play(jump) });
}

function play({ time, asset }) {
  const players = [...list.querySelectorAll("video, audio")];
  const player = players.findLast((one) => one.dataset.asset === asset) ?? players.findLast((one) => one.closest(".mine")) ?? players.at(-1);
  if (!player) return;
  const go = () => { player.currentTime = time; player.play().catch(() => {}); };
  player.scrollIntoView({ behavior: "smooth", block: "center" });
  if (player.readyState > 0) { go(); return; }
  player.addEventListener("loadedmetadata", go, { once: true });
  player.preload = "metadata";
  player.load();
}

function find(id) {
  const card = node(id);
  card?.scrollIntoView({ behavior: "smooth", block: "center" });
  card?.classList.add("found");
  setTimeout(() => card?.classList.remove("found"), 1500);
}

async function press(button, id, value) {
  const row = [...button.parentElement.querySelectorAll("button")];
  row.forEach((each) => { each.disabled = true; });
  try {
    await call("POST", "/api/press", { id: newId("b"), chat: current, message: id, value, language: language() });
  } catch (error) {
    tell("trouble", error.sentence);
  }
  row.forEach((each) => { each.disabled = false; });
}

// ---- what is said aloud

function announce(each, known) {
  if (!settled || each.author !== "cutroom" || (each.kind === "status" && each.fraction === 1)) return;
  const fresh = !known || (each.kind === "status" && quarter(known) !== quarter(each));
  if (!fresh || each.text === told) return;
  told = each.text;
  const words = make("span", { textContent: `${each.text} ` });
  $("#announce").append(words);
  setTimeout(() => words.remove(), 10_000);
  if (document.hidden && each.kind !== "status") document.title = "● Cutroom";
}

const quarter = (each) => `${Math.floor((each.fraction ?? 0) * 4)}${each.buttons?.length}`;

export const uploading = (fraction, left) => `${say("uploading")} ${percent(fraction)}${left ? ` · ${span(left)}` : ""}`;

// ---- wiring

let current = null;
export const at = (chat) => { current = chat; };

$("#earlier").onclick = async () => {
  const first = Math.min(...[...messages.values()].map((each) => each.n));
  const found = await call("GET", `/api/chats/${current}/messages?before=${first}`).catch(() => []);
  const height = room.scrollHeight;
  for (const each of found) { messages.set(each.id, each); draw(each); }
  room.scrollTop += room.scrollHeight - height;
  $("#earlier").hidden = found.length < PAGE;
};
$("#newest").onclick = () => { toEnd(); $("#newest").hidden = true; };
room.addEventListener("scroll", () => {
  pinned = near();
  if (pinned) $("#newest").hidden = true;
}, { passive: true });
// players grow when they are there, the composer when files are attached: the end stays in sight
const steady = new ResizeObserver(() => { if (pinned) toEnd(); });
steady.observe(room);
steady.observe(list);
document.addEventListener("visibilitychange", () => { if (!document.hidden) document.title = "Cutroom"; });
hear("spoken", () => messages.forEach(draw));
