// Files in a message: films and sounds play in place, pictures are seen, the rest is fetched.

import { icon, make } from "./dom.js";
import { previews } from "./uploads.js";
import { say, size } from "./words.js";

// A long conversation has many films, and a browser few connections: only films in sight are asked for their length and first
// picture, and one that leaves without having been played lets its connection go.
const coming = new IntersectionObserver((seen) => {
  for (const { isIntersecting, target } of seen) {
    if (isIntersecting) target.preload = "metadata";
    else if (target.preload === "metadata" && target.paused && !target.currentTime && target.isConnected) {
      target.preload = "none";
      target.load();
    }
  }
}, { rootMargin: "300px" });

export const address = (file) => `/api/files/${file.asset}/${encodeURIComponent(file.name)}`;

export function download(file, ...label) {
  const words = `${say("download")} ${file.name}`;
  return make("a", { className: "file", href: `${address(file)}?download`, download: file.name, title: words, "aria-label": words }, icon("save"), ...label);
}

const named = (file, note) => make("span", { className: "file", title: note ?? null }, make("span", { textContent: `${file.name} · ${size(file.size_bytes)}` }));

// what cannot be shown (a format this browser does not play, a file that is gone) is named instead
function or(node, file, source) {
  node.addEventListener("error", () => { node.replaceWith(source.startsWith("blob:") ? named(file) : named(file, say("gone-file"))); }, { once: true });
  return node;
}

export function medium(file) {
  const source = previews.get(file.upload) ?? file.preview ?? (file.asset ? address(file) : null);
  if (!source) return named(file);
  if (file.kind === "video" || file.kind === "animation") return film(file, source);
  if (file.kind === "audio") return or(make("audio", { src: source, "data-asset": file.asset ?? null, controls: true, preload: "metadata", "aria-label": file.name }), file, source);
  if (file.kind === "image") return or(make("img", { src: source, alt: file.name, loading: "lazy", onclick: () => open(source, "_blank", "noopener") }), file, source);
  return file.asset ? download(file, make("span", { textContent: `${file.name} · ${size(file.size_bytes)}` })) : named(file);
}

function film(file, source) {
  const video = make("video", { src: source, "data-asset": file.asset ?? null, controls: true, playsInline: true, preload: "none", "aria-label": file.name });
  if (file.kind === "animation") Object.assign(video, { loop: true, muted: true, autoplay: !matchMedia("(prefers-reduced-motion: reduce)").matches });
  if (file.thumbnail) video.poster = address({ asset: file.thumbnail, name: "poster.jpg" });
  if (file.width && file.height) {
    video.classList.add("sized");
    video.style.setProperty("--width", `${file.width}px`);
    video.style.setProperty("--ratio", file.width / file.height);
  }
  coming.observe(video);
  return or(video, file, source);
}
