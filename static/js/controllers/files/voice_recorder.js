import { clockOf } from "../../state/files/attachments.js";
import { byId, part, setText, target } from "../../views/ui/dom.js";
import { gettext } from "../../views/ui/i18n.js";

const TYPES = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const LONGEST_MS = 10 * 60_000;

/** Records a voice message. The user can play it, send it or discard it. */
export class VoiceRecorder {
  /** @type {MediaRecorder | null} */
  #recorder = null;
  /** @type {Blob[]} */
  #chunks = [];
  /** @type {File | null} */
  #recorded = null;
  #startedAt = 0;
  #seconds = 0;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #ticking;

  /** @param {import("../page/page.js").Page} page @param {import("./upload_tray.js").UploadTray} tray */
  constructor(page, tray) {
    this.page = page;
    this.tray = tray;
    this.bar = byId("recorder");
    this.button = byId("record");
    this.listen = part(this.bar, "listen", HTMLAudioElement);
    this.button.addEventListener("click", () => this.#start());
    this.bar.addEventListener("click", (event) => this.#pressed(event));
    this.bar.addEventListener("keydown", (event) => event.key === "Escape" && this.#close());
    page.on("room", () => this.#close());
  }

  async #start() {
    if (this.#recorder || this.#recorded || !this.page.mayWrite) return;
    const { roomId } = this.page;
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      if (roomId === this.page.roomId && !this.#recorder) this.#record(stream);
      else release(stream);
    } catch {
      this.page.toast(gettext("There is no microphone, or this page may not use it."));
    }
  }

  /** @param {MediaStream} stream */
  #record(stream) {
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: 32_000 });
    this.#recorder = recorder;
    this.#chunks = [];
    this.#startedAt = performance.now();
    recorder.addEventListener("dataavailable", ({ data }) => this.#chunks.push(data));
    recorder.addEventListener("stop", () => {
      release(stream);
      if (this.#recorder === recorder) this.#finish(recorder.mimeType);
    });
    recorder.start();
    this.#ticking = setInterval(() => this.#tick(), 250);
    this.#tick();
    this.#show();
    part(this.bar, "stop-recording").focus();
  }

  #tick() {
    const elapsed = performance.now() - this.#startedAt;
    this.#seconds = elapsed / 1000;
    setText(part(this.bar, "time"), clockOf(this.#seconds));
    if (elapsed > LONGEST_MS) this.#stop();
  }

  #stop() {
    this.#tickNoMore();
    this.#recorder?.stop();
  }

  /** @param {string} type */
  #finish(type) {
    this.#recorder = null;
    const [plain] = type.split(";");
    const ending = { "audio/mp4": "m4a", "audio/ogg": "ogg" }[plain] ?? "webm";
    this.#recorded = new File(this.#chunks, `${gettext("Voice message")}.${ending}`, { type: plain });
    this.listen.src = URL.createObjectURL(this.#recorded);
    this.#show();
    part(this.bar, "send-recording").focus();
  }

  /** @param {Event} event */
  #pressed(event) {
    const action = target(event, "button[data-action]")?.dataset.action;
    if (action === "stop-recording") this.#stop();
    else if (action === "cancel-recording") this.#close();
    else if (action === "send-recording" && this.#recorded) {
      const file = this.#recorded;
      const duration = this.#seconds;
      this.#close();
      this.tray.add([file], { duration });
      this.tray.composer.form.requestSubmit();
    }
  }

  #close() {
    const recorder = this.#recorder;
    this.#tickNoMore();
    this.#recorder = this.#recorded = null;
    if (recorder?.state === "recording") recorder.stop();
    if (this.listen.src) URL.revokeObjectURL(this.listen.src);
    this.listen.removeAttribute("src");
    const had = this.bar.contains(document.activeElement);
    this.#show();
    if (had) this.tray.composer.input.focus();
  }

  #tickNoMore() {
    clearInterval(this.#ticking);
  }

  #show() {
    const recording = this.#recorder !== null;
    this.bar.hidden = !recording && !this.#recorded;
    for (const name of ["dot", "time", "stop-recording"]) part(this.bar, name).hidden = !recording;
    for (const name of ["listen", "send-recording"]) part(this.bar, name).hidden = !this.#recorded;
  }
}

/** @param {MediaStream} stream */
function release(stream) {
  for (const track of stream.getTracks()) track.stop();
}
