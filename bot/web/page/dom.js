// Small things every part of the page needs: finding and making nodes, what the browser remembers.

export const $ = (selector, root = document) => root.querySelector(selector);

export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value == null) continue;
    if (name.includes("-") || name === "role") node.setAttribute(name, value);
    else node[name] = value;
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

// addresses in a text become links, and times become what `timed` makes of them; nothing else in it is anything but text
export function linked(text, timed = null) {
  const parts = text.split(/(https?:\/\/[^\s<>"'，。！？、；：）】」』]+)/u);
  return parts.flatMap((part, at) => {
    if (at % 2) return [make("a", { href: part, target: "_blank", rel: "noopener noreferrer", textContent: part })];
    return timed ? part.split(/(?<!\d|:)(\d{1,2}(?::\d{2}){1,2})(?!\d|:)/u).map((piece, place) => (place % 2 ? timed(piece) : piece)) : [part];
  });
}

export const kept = {
  get(key, otherwise = null) {
    try { return JSON.parse(localStorage.getItem(`cutroom.${key}`)) ?? otherwise; } catch { return otherwise; }
  },
  set(key, value) {
    try { localStorage.setItem(`cutroom.${key}`, JSON.stringify(value)); } catch { /* a private window keeps nothing */ }
  },
};

export const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

export const newId = (letter) => `${letter}${Date.now().toString(36)}${Math.random().toString(36).slice(2, 10)}`;

export const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
export const hear = (name, heard) => document.addEventListener(name, (event) => heard(event.detail));
