// One dialog at a time, made of nodes; Escape and a click beside it close it.

import { $, make } from "./dom.js";
import { label, say } from "./words.js";

const dialog = $("#dialog");
let firm = false;

export function open(title, ...content) {
  firm = false;
  dialog.replaceChildren(make("h2", { id: "dialog-title", textContent: title }), ...content);
  label(dialog);
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
  return dialog;
}

// one that only the right answer closes
export function insist(title, ...content) {
  open(title, ...content);
  firm = true;
}

export function close() {
  firm = false;
  dialog.close();
}

export const act = (key, onclick, className = "") => make("button", { type: "button", className: `act ${className}`, textContent: say(key), onclick });
export const acts = (...buttons) => make("div", { className: "acts" }, ...buttons);
export const closing = () => act("close", close);

dialog.addEventListener("cancel", (event) => { if (firm) event.preventDefault(); });
dialog.addEventListener("click", (event) => { if (event.target === dialog && !firm) close(); });
