// The stream of changes of the open conversation. It comes back by itself and goes on after the last change that was seen.

import { call } from "./api.js";
import { $, tell } from "./dom.js";

const SILENT = 40_000;
const UNSEEN = 300_000;
const LONGEST_PAUSE = 15_000;

let events = null;
let chat = null;
let last = 0;
let wait = 0;
let timer = 0;
let watchdog = 0;

export function follow(name, after = 0) {
  chat = name;
  last = after;
  open();
}

export function stop() {
  clearTimeout(timer);
  clearTimeout(watchdog);
  events?.close();
  events = null;
  $("#offline").hidden = true;
}

function open() {
  clearTimeout(timer);
  events?.close();
  const here = new EventSource(`/api/events?chat=${chat}&after=${last}`);
  events = here;
  here.onopen = () => { wait = 0; $("#offline").hidden = true; alive(); tell("online"); };
  here.onmessage = (event) => {
    alive();
    const change = JSON.parse(event.data);
    last = change.seq;
    tell("message", change.message);
  };
  here.addEventListener("chats", (event) => { alive(); tell("chats", JSON.parse(event.data)); });
  here.addEventListener("beat", alive);
  here.onerror = () => { if (events === here) lost(); };
}

// a connection may die without a word
function alive() {
  clearTimeout(watchdog);
  watchdog = setTimeout(lost, SILENT);
}

function lost() {
  clearTimeout(watchdog);
  clearTimeout(timer);
  events?.close();
  if (wait > 0) $("#offline").hidden = false;
  timer = setTimeout(again, wait + Math.random() * 300);
  wait = Math.min(Math.max(1000, wait * 2), LONGEST_PAUSE);
}

async function again() {
  const asked = chat;
  try {
    await call("GET", "/api/session");
    await call("GET", `/api/chats/${asked}/messages?before=0`);
  } catch (error) {
    if (error.status === 401) { stop(); tell("signed-out"); return; }
    if (error.status === 404) { tell("chat-gone", asked); return; }
    lost();
    return;
  }
  if (asked === chat) open();
}

addEventListener("online", () => { if (chat && events?.readyState !== EventSource.OPEN) { wait = 0; again(); } });
// a browser has few connections for all windows of one server: one that nobody looks at gives its own back after a while
let asleep = 0;
document.addEventListener("visibilitychange", () => {
  clearTimeout(asleep);
  if (document.hidden) asleep = setTimeout(() => { clearTimeout(watchdog); events?.close(); }, UNSEEN);
  if (!document.hidden && chat && events && events.readyState === EventSource.CLOSED) { wait = 0; clearTimeout(timer); again(); }
});
