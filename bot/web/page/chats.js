// The list of conversations: open one, begin one, rename it, delete it; what was answered unseen has a dot.

import { me } from "./account.js";
import { call } from "./api.js";
import { act, acts, close, open } from "./dialogs.js";
import { $, hear, kept, make, tell } from "./dom.js";
import { day, say } from "./words.js";

let chats = [];
let current = null;

export const currentChat = () => current;
const titleOf = (chat) => chat?.title || say("new-chat");

export async function first() {
  const before = kept.get("chat");
  if (!before) return fresh();
  const there = await call("GET", `/api/chats/${before}/messages?before=0`).catch((error) => (error.status === 404 ? null : []));
  return there ? before : fresh();
}

// a conversation begins with its first message: until then it is but a name, made here so that nobody waits for it
const fresh = () => `${me()}-${Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;

export function select(chat) {
  current = chat;
  kept.set("chat", chat);
  drawer(false);
  seen();
  draw();
  tell("chat", chat);
}

function seen() {
  const chat = chats.find((each) => each.id === current);
  if (!chat || document.hidden) return;
  kept.set("seen", { ...kept.get("seen", {}), [current]: chat.answered });
}

function draw() {
  const known = kept.get("seen", {});
  const rows = chats.some((each) => each.id === current) || !current ? chats : [{ id: current, title: "", at: null }, ...chats];
  const unread = (chat) => chat.id !== current && chat.answered > (known[chat.id] ?? 0);
  const focused = document.activeElement?.dataset?.chat;
  $("#chats").replaceChildren(...rows.map((chat) => row(chat, unread(chat))));
  if (focused) $(`#chats [data-chat="${CSS.escape(focused)}"]`)?.focus();
  $("#unread").hidden = !rows.some(unread);
  $("#title").textContent = titleOf(chats.find((each) => each.id === current));
  const there = chats.some((each) => each.id === current);
  for (const id of ["#rename", "#delete"]) $(id).hidden = !there;
}

function row(chat, unread) {
  const button = make("button", { type: "button", onclick: () => select(chat.id), "aria-current": chat.id === current ? "true" : null },
    make("span", { className: "name", textContent: titleOf(chat) }),
    chat.at ? make("time", { textContent: day(chat.at) }) : null,
    unread ? make("span", { className: "dot", role: "img", "aria-label": say("newest") }) : null);
  button.dataset.chat = chat.id;
  return make("li", {}, button);
}

// ---- a narrow screen has the list in a drawer

function drawer(wanted) {
  $("#side").classList.toggle("open", wanted);
  $("#veil").hidden = !wanted;
  $("#open-side").setAttribute("aria-expanded", wanted);
  $("#talk").inert = wanted;
  if (wanted) $("#new-chat").focus();
}

$("#open-side").onclick = () => drawer(true);
$("#close-side").onclick = $("#veil").onclick = () => { drawer(false); $("#open-side").focus(); };
$("#side").addEventListener("keydown", (event) => { if (event.key === "Escape") $("#close-side").click(); });

// ---- what can be done

export function begin() {
  select(fresh());
  $("#text").focus();
}

export function step(by) {
  const at = chats.findIndex((each) => each.id === current);
  const next = chats[Math.min(Math.max(at + by, 0), chats.length - 1)];
  if (next && next.id !== current) select(next.id);
}

function rename() {
  const field = make("input", { value: $("#title").textContent, maxLength: 120, required: true });
  const form = make("form", {}, make("label", {}, make("span", { textContent: say("title") }), field), acts(act("cancel", close), make("button", { className: "act first", textContent: say("save") })));
  const chat = current;
  form.onsubmit = async (event) => {
    event.preventDefault();
    await call("PATCH", `/api/chats/${chat}`, { title: field.value }).catch((error) => tell("trouble", error.sentence));
    close();
  };
  open(say("rename"), form);
  field.select();
}

function remove() {
  const chat = current;
  const sure = async () => {
    close();
    try {
      await call("DELETE", `/api/chats/${chat}`);
      select(chats.find((each) => each.id !== chat)?.id ?? fresh());
    } catch (error) {
      tell("trouble", error.sentence);
    }
  };
  open($("#title").textContent, make("section", {}, make("p", { textContent: say("delete-sure") }), acts(act("cancel", close), act("delete", sure, "grave"))));
}

$("#new-chat").onclick = begin;
$("#rename").onclick = rename;
$("#delete").onclick = remove;
hear("chats", (found) => { chats = found; seen(); draw(); });
hear("chat-gone", async (gone) => { if (gone === current) select(chats.find((each) => each.id !== gone)?.id ?? fresh()); });
hear("spoken", draw);
document.addEventListener("visibilitychange", () => { seen(); draw(); });
