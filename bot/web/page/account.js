// Getting in (a token, an invitation), and what belongs to a person: language, appearance, devices, guests.

import { call } from "./api.js";
import { act, acts, close, closing, insist, open } from "./dialogs.js";
import { $, hear, kept, make, tell } from "./dom.js";
import { say, speak } from "./words.js";

let who = { user: "", account: false, name: "", owner: false };
export const me = () => who.user;

// ---- in

export async function enter() {
  const invite = new URLSearchParams(location.hash.slice(1)).get("invite");
  if (invite) history.replaceState(null, "", location.pathname); // it must not stay in the history
  try {
    who = await (invite ? call("POST", "/api/session", { invite }) : call("GET", "/api/session"));
    return true;
  } catch (error) {
    if (error.status !== 401) throw error;
    if (invite && (await call("GET", "/api/session").then((found) => { who = found; return true; }, () => false))) return true;
    login(invite ? error.sentence : "");
    return false;
  }
}

function login(wrong) {
  const field = make("input", { type: "password", autocomplete: "current-password", required: true });
  const bad = make("p", { className: "bad", role: "alert", textContent: wrong });
  const form = make("form", {},
    make("p", { className: "soft", textContent: say("login-how") }),
    make("label", {}, make("span", { textContent: say("token") }), field), bad,
    acts(make("button", { className: "act first", textContent: say("login-go") })));
  form.onsubmit = async (event) => {
    event.preventDefault();
    try {
      who = await call("POST", "/api/session", { token: field.value });
      close();
      tell("entered");
    } catch (error) {
      bad.textContent = error.sentence;
      field.select();
    }
  };
  insist(say("login"), form);
  field.focus();
}

hear("signed-out", () => { if (!$("#dialog").open) login(""); });

// ---- settings

export function appear() {
  const theme = kept.get("theme", "auto");
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

function settings() {
  open(say("settings"), look(), keys(), ...(who.account ? [account()] : []), acts(closing()));
}

function look() {
  const options = ["auto", "light", "dark"].map((theme) => make("option", { value: theme, textContent: say(`theme-${theme}`) }));
  const choice = make("select", { id: "theme" }, ...options);
  choice.value = kept.get("theme", "auto");
  choice.onchange = () => { kept.set("theme", choice.value); appear(); };
  return make("section", {}, make("label", { className: "line" }, make("span", { textContent: say("theme") }), choice));
}

function keys() {
  const rows = [["Enter", "send"], ["Shift + Enter", "key-newline"], ["Esc", "stop-replying"], ["/", "key-write"], ["Alt + N", "new-chat"], ["Alt + ↑ ↓", "key-switch"]];
  const list = make("dl", {}, ...rows.flatMap(([key, word]) => [make("dt", {}, make("kbd", { textContent: key })), make("dd", { textContent: say(word) })]));
  return make("section", { className: "keys" }, make("h3", { textContent: say("keys") }), list);
}

function account() {
  const leave = async () => {
    await call("DELETE", "/api/session").catch(() => {});
    location.reload();
  };
  const name = who.name ? `${say("account")}: ${who.name}` : say("account");
  const owner = who.owner ? [act("invite", guests)] : [];
  return make("section", {}, make("h3", { textContent: name }), acts(act("device", device), ...owner, act("sign-out", leave)));
}

// ---- links

async function linked(body, how) {
  try {
    const { link } = await call("POST", "/api/invites", body);
    const field = make("input", { value: link, readOnly: true, "aria-label": say("invite"), onfocus: (event) => event.target.select() });
    const copy = act("copy", async () => {
      field.select();
      await navigator.clipboard?.writeText(link).catch(() => {});
      copy.textContent = say("copied");
    }, "first");
    return [make("p", { className: "soft", textContent: say(how) }), make("div", { className: "joined" }, field, copy)];
  } catch (error) {
    return [make("p", { className: "bad", role: "alert", textContent: error.sentence })];
  }
}

async function device() {
  open(say("device"), make("section", {}, ...(await linked({ own: true }, "device-how"))), acts(closing()));
}

async function guests() {
  const field = make("input", { maxLength: 60 });
  const form = make("form", {}, make("label", {}, make("span", { textContent: say("invite-name") }), field), acts(make("button", { className: "act first", textContent: say("invite") })));
  form.onsubmit = async (event) => {
    event.preventDefault();
    form.replaceChildren(...(await linked({ name: field.value }, "invite-how")));
  };
  const known = await people();
  const there = known.children.length ? make("section", {}, make("h3", { textContent: say("people") }), known) : null;
  open(say("invite"), form, ...(there ? [there] : []), acts(closing()));
  field.focus();
}

async function people() {
  const found = await call("GET", "/api/accounts").catch(() => []);
  const row = (each) => {
    const remove = act("remove-person", async () => {
      await call("DELETE", `/api/accounts/${each.id}`).then(() => line.remove(), () => {});
    }, "grave");
    const line = make("li", {}, make("span", { textContent: each.name || say("nameless") }), remove);
    return line;
  };
  return make("ul", {}, ...found.map(row));
}

$("#settings").onclick = settings;
$("#language").onchange = (event) => { kept.set("language", event.target.value); speak(event.target.value); };
