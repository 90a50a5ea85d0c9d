// The web chat's page: sends wishes, follows the conversation's event stream, draws it. No build step, no library.

const $ = (selector) => document.querySelector(selector);
const make = (tag, attributes = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), attributes);
  node.append(...children);
  return node;
};
const store = {
  get: (key) => { try { return localStorage.getItem(key); } catch { return null; } },
  set: (key, value) => { try { localStorage.setItem(key, value); } catch { /* a private window keeps nothing */ } },
};

const state = { words: {}, language: "en", messages: new Map(), replying: null, files: [], previews: new Map(), last: 0 };

const list = $("#messages");
const text = $("#text");

// ---- words

const spoken = () => {
  const known = ["en", "zh", "vi"];
  const wanted = [store.get("language"), ...navigator.languages].map((code) => (code || "").slice(0, 2).toLowerCase());
  return wanted.find((code) => known.includes(code)) || "en";
};

async function speak(language) {
  const answer = await fetch(`/api/words?language=${language}`);
  const { words, examples } = await answer.json();
  Object.assign(state, { words, language });
  document.documentElement.lang = language === "zh" ? "zh-Hans" : language;
  document.querySelectorAll("[data-word]").forEach((node) => { node.textContent = words[node.dataset.word]; });
  document.querySelectorAll("[data-label]").forEach((node) => {
    node.setAttribute("aria-label", words[node.dataset.label]);
    node.title = words[node.dataset.label];
  });
  text.placeholder = words.placeholder;
  $("#language").value = language;
  $("#examples").replaceChildren(...examples.map((wish) =>
    make("button", { type: "button", className: "chip", textContent: wish, onclick: () => { text.value = wish; grow(); text.focus(); } })));
  state.messages.forEach(draw);
}

// ---- drawing

const size = (bytes) => {
  const unit = bytes < 1e6 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
  return new Intl.NumberFormat(state.language, { style: "unit", unit: unit[0], maximumFractionDigits: 1 }).format(bytes / unit[1]);
};
const clock = (at) => new Intl.DateTimeFormat(state.language, { hour: "2-digit", minute: "2-digit" }).format(at * 1000);
const address = (asset, name) => `/api/files/${asset}/${encodeURIComponent(name)}`;

function medium(file) {
  const source = file.asset ? address(file.asset, file.name) : state.previews.get(file.preview);
  if (!source) return make("span", { className: "file", textContent: `${file.name} · ${size(file.size_bytes)}` });
  if (file.kind === "video" || file.kind === "animation") {
    const video = make("video", { src: source, controls: true, playsInline: true, preload: "metadata", loop: file.kind === "animation" });
    if (file.width) { video.width = file.width; video.height = file.height; video.style.aspectRatio = `${file.width}/${file.height}`; video.style.height = "auto"; }
    if (file.thumbnail) video.poster = address(file.thumbnail, "poster.jpg");
    return video;
  }
  if (file.kind === "audio") return make("audio", { src: source, controls: true, preload: "metadata" });
  if (file.kind === "image") return make("img", { src: source, alt: file.name });
  return make("a", { className: "file", href: source, download: file.name, textContent: `⬇ ${file.name} · ${size(file.size_bytes)}` });
}

function excerpt(message) {
  return message.text.split("\n")[0] || (message.files || []).map((file) => file.name).join(", ");
}

function under(message) {
  const row = make("div", { className: "under" });
  for (const button of message.buttons || [])
    row.append(make("button", { type: "button", textContent: button.label, onclick: () => press(message.id, button.value) }));
  for (const file of message.files || [])
    if (message.author === "cutroom" && file.asset && file.kind !== "file")
      row.append(make("a", { className: "file", href: address(file.asset, file.name), download: file.name, title: state.words.download, textContent: `⬇ ${size(file.size_bytes)}` }));
  if (message.author === "cutroom" && message.kind !== "status")
    row.append(make("button", { type: "button", className: "quiet", textContent: `↩ ${state.words.reply}`, onclick: () => reply(message.id) }));
  return row;
}

function draw(message) {
  const near = list.scrollHeight - list.scrollTop - list.clientHeight < 160;
  const old = document.getElementById(`m-${message.id}`);
  const body = make("div", { className: "bubble" });
  const replied = state.messages.get(message.reply_to);
  if (replied && message.author !== "cutroom")
    body.append(make("button", { type: "button", className: "quote", textContent: excerpt(replied), onclick: () => document.getElementById(`m-${replied.id}`)?.scrollIntoView({ behavior: "smooth" }) }));
  // an unchanged player must not be rebuilt: it would stop playing
  const key = JSON.stringify(message.files || []);
  const media = old?.dataset.media === key ? old.querySelector(".media") : make("div", { className: "media" }, ...(message.files || []).map(medium));
  body.append(make("p", { className: "text", textContent: message.text }), media);
  if (message.kind === "status" && message.fraction != null && message.fraction < 1)
    body.append(make("progress", { max: 1, value: message.fraction, ariaLabel: message.text }));
  const node = make("article", { id: `m-${message.id}`, className: `message ${message.author === "cutroom" ? message.kind : "mine"}` }, body);
  node.dataset.media = key;
  const row = under(message);
  if (row.childNodes.length) node.append(row);
  node.append(make("div", { className: "meta", textContent: clock(message.at) }));
  if (old) old.replaceWith(node); else list.append(node);
  $("#welcome").hidden = state.messages.size > 0;
  if (near) list.scrollTop = list.scrollHeight;
}

function take(event) {
  state.last = Math.max(state.last, event.seq);
  const message = event.message;
  state.messages.set(message.id, message);
  draw(message);
}

// ---- sending

const grow = () => { text.style.height = "auto"; text.style.height = `${Math.min(text.scrollHeight + 2, 180)}px`; };

function reply(id) {
  state.replying = id;
  $("#replying").hidden = !id;
  if (id) { $("#replying span").textContent = `↩ ${excerpt(state.messages.get(id))}`; text.focus(); }
}

function attach(files) {
  state.files.push(...files);
  $("#attached").replaceChildren(...state.files.map((file, index) => make("li", {},
    make("span", { textContent: `${file.name} · ${size(file.size)}` }),
    make("button", { type: "button", ariaLabel: state.words.remove, textContent: "✕", onclick: () => { state.files.splice(index, 1); attach([]); } }))));
}

const guess = (file) => ["video", "audio", "image"].find((kind) => file.type.startsWith(kind)) || "file";

function send() {
  const words = text.value.trim();
  if (!words && !state.files.length) return;
  const id = `u${Date.now().toString(36)}${Math.random().toString(36).slice(2, 10)}`;
  const files = state.files;
  const meta = files.map((file, index) => {
    const preview = `${id}-${index}`;
    if (guess(file) !== "file") state.previews.set(preview, URL.createObjectURL(file));
    return { name: file.name, size_bytes: file.size, content_type: file.type || null, kind: guess(file), preview };
  });
  const form = new FormData();
  form.append("wish", JSON.stringify({ id, text: words, reply_to: state.replying, language: state.language, files: meta }));
  files.forEach((file) => form.append("file", file, file.name));
  const request = new XMLHttpRequest();
  const shown = { id, author: "me", kind: "wish", text: words, files: meta, reply_to: state.replying, at: Date.now() / 1000 };
  state.messages.set(id, shown);
  draw(shown);
  list.scrollTop = list.scrollHeight;
  const failed = () => { note(id, state.words["send-failed"]); };
  request.upload.onprogress = (event) => {
    if (files.length && event.lengthComputable && event.loaded < event.total)
      note(id, `${state.words.uploading} ${Math.round((100 * event.loaded) / event.total)} %`);
    else note(id, clock(shown.at));
  };
  request.onload = () => { if (request.status === 401) login(); else if (request.status === 413) note(id, state.words["too-large"]); else if (request.status >= 400) failed(); else note(id, clock(shown.at)); };
  request.onerror = failed;
  request.open("POST", "/api/messages");
  request.send(form);
  text.value = "";
  state.files = [];
  attach([]);
  reply(null);
  grow();
}

function note(id, words) {
  const meta = document.querySelector(`#m-${id} .meta`);
  if (meta) meta.textContent = words;
}

async function press(message, value) {
  const id = `b${Date.now().toString(36)}${Math.random().toString(36).slice(2, 10)}`;
  const answer = await fetch("/api/press", {
    method: "POST", headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ id, message, value, language: state.language }),
  });
  if (answer.status === 401) login();
}

// ---- the stream of events

function follow() {
  const events = new EventSource(`/api/events?after=${state.last}`);
  events.onopen = () => { $("#offline").hidden = true; };
  events.onmessage = (event) => take(JSON.parse(event.data));
  events.onerror = async () => {
    $("#offline").hidden = false;
    events.close();
    const session = await fetch("/api/session").catch(() => null);
    if (session?.status === 401) login(); else setTimeout(follow, 1500);
  };
}

async function login() {
  const dialog = $("#login");
  $("#offline").hidden = true;
  if (!dialog.open) dialog.showModal();
  dialog.onclose = async () => {
    const answer = await fetch("/api/session", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ token: $("#token").value }) });
    $("#login-wrong").hidden = answer.ok;
    if (answer.ok) follow(); else login();
  };
}

// ---- wiring

$("#composer").onsubmit = (event) => { event.preventDefault(); send(); };
$("#attach").onclick = () => $("#files").click();
$("#files").onchange = (event) => { attach(event.target.files); event.target.value = ""; text.focus(); };
$("#stop-replying").onclick = () => reply(null);
$("#language").onchange = (event) => { store.set("language", event.target.value); speak(event.target.value); };
text.oninput = grow;
text.onkeydown = (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(); }
  if (event.key === "Escape") reply(null);
};
text.onpaste = (event) => { if (event.clipboardData.files.length) { event.preventDefault(); attach(event.clipboardData.files); } };
let depth = 0;
const carries = (event) => event.dataTransfer?.types.includes("Files");
addEventListener("dragenter", (event) => { if (carries(event)) { depth += 1; $("#drop").hidden = false; } });
addEventListener("dragleave", (event) => { if (carries(event)) { depth -= 1; $("#drop").hidden = depth <= 0; } });
addEventListener("dragover", (event) => { if (carries(event)) event.preventDefault(); });
addEventListener("drop", (event) => {
  if (!carries(event)) return;
  event.preventDefault();
  depth = 0;
  $("#drop").hidden = true;
  attach(event.dataTransfer.files);
});

await speak(spoken());
const session = await fetch("/api/session");
$("#welcome").hidden = false;
if (session.status === 401) login(); else follow();
