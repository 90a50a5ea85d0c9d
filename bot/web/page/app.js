// The web chat's page: brings its parts together. No build step, no library.

import { appear, enter } from "./account.js";
import { begin, first, select, step } from "./chats.js";
import { move } from "./composer.js";
import { $, hear, pause } from "./dom.js";
import "./ideas.js";
import * as messages from "./messages.js";
import * as outbox from "./outbox.js";
import { follow, stop } from "./stream.js";
import "./voice.js";
import { preferred, speak } from "./words.js";

hear("chat", (chat) => {
  messages.at(chat);
  outbox.at(chat);
  messages.clear();
  move(chat);
  follow(chat);
});
hear("message", messages.show);
hear("chats", messages.settle);
hear("signed-out", stop);
hear("entered", start);

addEventListener("keydown", (event) => {
  const writing = event.target.matches?.("input, textarea, select");
  if ($("#dialog").open) return;
  if (event.altKey && event.code === "KeyN") { event.preventDefault(); begin(); }
  if (event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key)) { event.preventDefault(); step(event.key === "ArrowUp" ? -1 : 1); }
  if (event.key === "/" && !writing) { event.preventDefault(); $("#text").focus(); }
});

async function start() {
  for (let wait = 500; ; wait = Math.min(wait * 2, 10_000)) {
    try {
      if (!(await enter())) return;
      select(await first());
      outbox.resume();
      return;
    } catch (error) {
      if (!error.passing) throw error;
    }
    $("#offline").hidden = false;
    await pause(wait);
  }
}

appear();
await speak(preferred());
await start();
