// Where a wish is written: words, files (chosen, dropped, pasted, spoken), and what it replies to.

import { currentChat } from "./chats.js";
import { $, hear, icon, make } from "./dom.js";
import { excerpt, message, uploading } from "./messages.js";
import { send } from "./outbox.js";
import { Upload } from "./uploads.js";
import { say, size } from "./words.js";

const text = $("#text");
const touch = matchMedia("(pointer: coarse)");
const drafts = new Map();
let uploads = [];
let replying = null;

export function write(words) {
  text.value = words;
  grow();
  text.focus();
}

export function attach(files, voice = false) {
  for (const file of files) {
    const upload = new Upload(file, voice);
    upload.addEventListener("progress", draw);
    uploads.push(upload);
  }
  draw();
}

function grow() {
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight + 2, 180)}px`;
}

function draw() {
  $("#attached").replaceChildren(...uploads.map(chip));
}

function chip(upload) {
  const { file, state, problem } = upload;
  const note = state === "failed" ? problem.sentence : state === "sending" ? uploading(upload.fraction, upload.left) : size(file.size);
  const remove = make("button", { type: "button", className: "icon small", "aria-label": `${say("remove")}: ${file.name}`, title: say("remove"), onclick: () => drop(upload) }, icon("close"));
  const bar = state === "sending" ? make("progress", { max: 1, value: upload.fraction, "aria-label": `${say("uploading")} ${file.name}` }) : null;
  return make("li", { className: state }, make("span", { textContent: file.name, title: file.name }), remove, make("small", { textContent: note }), bar);
}

function drop(upload) {
  upload.cancel();
  uploads = uploads.filter((each) => each !== upload);
  draw();
  text.focus();
}

function reply(id) {
  replying = id;
  $("#replying").hidden = !id;
  if (!id) return;
  $("#replying span").textContent = `${say("replying-to")} · ${excerpt(message(id))}`;
  text.focus();
}

function submit() {
  const words = text.value.trim();
  const mine = uploads.filter((upload) => upload.state !== "failed");
  if (!words && !mine.length) return;
  if (!currentChat()) { early = true; return; }
  for (const upload of mine) upload.removeEventListener("progress", draw);
  send({ chat: currentChat(), text: words, replyTo: replying, uploads: mine });
  uploads = [];
  draw();
  reply(null);
  trouble(null);
  write("");
}

let passing = 0;
function trouble(sentence) {
  clearTimeout(passing);
  $("#trouble").hidden = !sentence;
  $("#trouble").textContent = sentence ?? "";
  if (sentence) passing = setTimeout(() => trouble(null), 8000);
}

// ---- what was begun in a conversation stays there

let place = null;
let early = false;
export function move(chat) {
  if (place) {
    drafts.set(place, { words: text.value, uploads, replying });
    const draft = drafts.get(chat);
    uploads = draft?.uploads ?? [];
    text.value = draft?.words ?? "";
  }
  place = chat;
  reply(null);
  draw();
  grow();
  if (early) { early = false; submit(); } // sent before the page had its conversation
}

// ---- wiring

$("#composer").onsubmit = (event) => { event.preventDefault(); submit(); };
$("#attach").onclick = () => $("#files").click();
$("#files").onchange = (event) => { attach(event.target.files); event.target.value = ""; text.focus(); };
$("#stop-replying").onclick = () => { reply(null); text.focus(); };
text.oninput = grow;
text.onkeydown = (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !touch.matches) { event.preventDefault(); submit(); }
  if (event.key === "Escape") reply(null);
};
document.addEventListener("paste", (event) => {
  if (!event.clipboardData.files.length || $("#dialog").open) return;
  event.preventDefault();
  attach(event.clipboardData.files);
  text.focus();
});

let depth = 0;
const carries = (event) => event.dataTransfer?.types.includes("Files");
const over = (by) => { depth = by === 0 ? 0 : depth + by; $("#drop").hidden = depth <= 0; };
addEventListener("dragenter", (event) => { if (carries(event)) over(1); });
addEventListener("dragleave", (event) => { if (carries(event)) over(-1); });
addEventListener("dragover", (event) => { if (carries(event)) event.preventDefault(); });
addEventListener("drop", (event) => {
  if (!carries(event)) return;
  event.preventDefault();
  over(0);
  attach(event.dataTransfer.files);
  text.focus();
});
addEventListener("beforeunload", (event) => { if (uploads.some((upload) => upload.state === "sending")) event.preventDefault(); });

hear("reply", reply);
hear("trouble", trouble);
hear("spoken", () => { draw(); grow(); });
