// Wishes to begin with: a few on the empty page, and for everything that can be asked for behind a button.

import { write } from "./composer.js";
import { acts, close, closing, open } from "./dialogs.js";
import { $, hear, make } from "./dom.js";
import { examples, ideas, say } from "./words.js";

const chip = (wish, chosen) => make("button", { type: "button", className: "chip", textContent: wish, onclick: () => { chosen(); write(wish); } });

function all() {
  const groups = ideas().map(({ name, wishes }) => make("section", { className: "idea" }, make("h3", { textContent: name }), make("div", {}, ...wishes.map((wish) => chip(wish, close)))));
  open(say("ideas"), make("p", { className: "soft", textContent: say("ideas-how") }), ...groups, acts(closing()));
}

$("#ideas").onclick = all;
hear("spoken", () => $("#examples").replaceChildren(...examples().map((wish) => chip(wish, () => {}))));
