// What the page says, in the language that was chosen or that the browser prefers; sizes and times as that language writes them.

import { $, kept, tell } from "./dom.js";

const KNOWN = ["en", "zh", "vi"];
const spoken = { language: "en", words: {}, problems: {}, examples: [], ideas: [] };

export const language = () => spoken.language;
export const say = (key) => spoken.words[key] ?? "";
export const problem = (code) => spoken.problems[code] ?? spoken.problems.other ?? "";
export const examples = () => spoken.examples;
export const ideas = () => spoken.ideas;

export function preferred() {
  const wanted = [kept.get("language"), ...navigator.languages].map((code) => (code || "").slice(0, 2).toLowerCase());
  return wanted.find((code) => KNOWN.includes(code)) || "en";
}

export async function speak(wanted) {
  const answer = await fetch(`/api/words?language=${wanted}`);
  Object.assign(spoken, await answer.json(), { language: wanted });
  document.documentElement.lang = wanted === "zh" ? "zh-Hans" : wanted;
  label(document);
  $("#language").value = wanted;
  tell("spoken");
}

export function label(root) {
  root.querySelectorAll("[data-word]").forEach((node) => { node.textContent = say(node.dataset.word); });
  root.querySelectorAll("[data-label]").forEach((node) => {
    node.setAttribute("aria-label", say(node.dataset.label));
    if (node.matches("button, select")) node.title = say(node.dataset.label);
  });
  root.querySelectorAll("[data-placeholder]").forEach((node) => { node.placeholder = say(node.dataset.placeholder); });
}

const number = (value, options) => new Intl.NumberFormat(spoken.language, options).format(value);

export function size(bytes) {
  const [unit, one] = bytes < 1e6 ? ["kilobyte", 1e3] : bytes < 1e9 ? ["megabyte", 1e6] : ["gigabyte", 1e9];
  return number(bytes / one, { style: "unit", unit, maximumFractionDigits: bytes < 1e6 ? 0 : 1 });
}
export const percent = (fraction) => number(Math.floor(fraction * 100) / 100, { style: "percent" });
export function span(seconds) {
  const [unit, one] = seconds < 60 ? ["second", 1] : ["minute", 60];
  return number(Math.max(1, Math.round(seconds / one)), { style: "unit", unit, unitDisplay: "short" });
}
export const clock = (at) => new Intl.DateTimeFormat(spoken.language, { hour: "2-digit", minute: "2-digit" }).format(at * 1000);
const today = (at) => new Date().toDateString() === new Date(at * 1000).toDateString();
export function day(at) {
  return today(at) ? clock(at) : new Intl.DateTimeFormat(spoken.language, { day: "numeric", month: "short" }).format(at * 1000);
}
export const moment = (at) => (today(at) ? clock(at) : `${day(at)} ${clock(at)}`);
