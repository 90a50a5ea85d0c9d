// A wish or a narration spoken into the page, where the browser has a microphone.

import { attach } from "./composer.js";
import { $, tell } from "./dom.js";
import { say } from "./words.js";

const button = $("#voice");
const TYPES = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
let recorder = null;

const able = () => Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder);

async function start() {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    tell("trouble", say("voice-denied"));
    return;
  }
  const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
  const parts = [];
  recorder = new MediaRecorder(stream, { mimeType });
  recorder.ondataavailable = (event) => parts.push(event.data);
  recorder.onstop = () => {
    stream.getTracks().forEach((track) => track.stop());
    const type = (mimeType ?? recorder.mimeType).split(";")[0];
    recorder = null;
    mark();
    attach([new File(parts, `voice.${type.split("/")[1]}`, { type })], true);
  };
  recorder.start();
  mark();
}

function mark() {
  const word = say(recorder ? "voice-stop" : "voice");
  button.classList.toggle("on", Boolean(recorder));
  button.setAttribute("aria-label", word);
  button.title = word;
  $("use", button).setAttribute("href", recorder ? "#i-stop" : "#i-mic");
}

button.hidden = !able();
button.onclick = () => (recorder ? recorder.stop() : start());
