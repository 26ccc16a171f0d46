import { Emitter } from "../core/emitter.js";
import { refusalOf } from "../core/refusal.js";

/**
 * @typedef {import("../../types.js").Attachment} Attachment
 *
 * One file, on its way or uploaded.
 * @typedef {Object} Upload
 * @property {number} key
 * @property {number} roomId
 * @property {string} name
 * @property {number} size
 * @property {(Blob & {name: string}) | null} file null if an earlier page has uploaded it
 * @property {"waiting" | "uploading" | "done" | "failed"} state
 * @property {number} progress from 0 to 1
 * @property {Partial<import("../../types.js").WireError> | null} error why it failed
 * @property {Attachment | null} attachment once it is done
 * @property {number} [duration] seconds, for a recording
 * @property {boolean} [keepMetadata] the user agreed that place and camera stay in the photograph
 *
 * @typedef {(file: Blob & {name: string}, options: Parameters<typeof import("../../net/files/upload.js").upload>[1]) => Promise<Attachment>} SendFile
 */

const AT_ONCE = 3;

/**
 * The files for the next message of each room. Uploaded files are part of the room's draft, so they survive a reload. `ready`: the files of a held message are uploaded.
 * @extends {Emitter<{change: {roomId: number}, progress: Upload, ready: {roomId: number}}>}
 */
export class Uploads extends Emitter {
  /** @type {Map<number, Upload[]>} */
  #rooms = new Map();
  /** @type {Map<number, AbortController>} by key */
  #running = new Map();
  /** @type {Set<number>} rooms whose message is sent as soon as its files are uploaded */
  #held = new Set();
  #lastKey = 0;

  /**
   * @param {Object} options
   * @param {SendFile} options.send
   * @param {(attachment: Attachment) => void} [options.forget] deletes an uploaded file that is not needed
   * @param {{fileBytes: number, filesPerMessage: number}} options.limits
   * @param {import("../composing/drafts.js").Drafts} options.drafts
   */
  constructor({ send, forget = () => {}, limits, drafts }) {
    super();
    this.send = send;
    this.forget = forget;
    this.limits = limits;
    this.drafts = drafts;
    drafts.on("received", ({ roomId }) => this.#receive(roomId));
  }

  /** @param {number} roomId @returns {readonly Upload[]} */
  in(roomId) {
    const known = this.#rooms.get(roomId);
    if (known) return known;
    const kept = this.#kept(roomId).map((attachment) => this.#finished(roomId, attachment));
    this.#rooms.set(roomId, kept);
    return kept;
  }

  /**
   * @param {number} roomId
   * @param {Iterable<Blob & {name: string}>} files
   * @param {{duration?: number}} [options]
   * @returns {number} how many files were left out, because there are too many
   */
  add(roomId, files, { duration } = {}) {
    const given = [...files];
    const room = Math.max(0, this.limits.filesPerMessage - this.in(roomId).length);
    const added = given.slice(0, room).map((file) => this.#new(roomId, file, duration));
    this.#set(roomId, [...this.in(roomId), ...added]);
    this.#start();
    return given.length - added.length;
  }

  /** Put back the files of a message that was not sent. @param {number} roomId @param {Attachment[]} attachments */
  put(roomId, attachments) {
    const known = new Set(this.in(roomId).map(({ attachment }) => attachment?.id));
    const back = attachments.filter(({ id }) => !known.has(id)).map((attachment) => this.#finished(roomId, attachment));
    this.#set(roomId, [...this.in(roomId), ...back]);
  }

  /** @param {number} key */
  cancel(key) {
    const upload = this.#find(key);
    if (!upload) return;
    const others = this.in(upload.roomId).filter((other) => other !== upload);
    this.#set(upload.roomId, others);
    this.#running.get(key)?.abort();
    if (upload.attachment) this.forget(upload.attachment);
    this.#emitReady(upload.roomId);
  }

  /** @param {number} key */
  retry(key) {
    const upload = this.#find(key);
    if (upload?.state !== "failed" || !upload.file || this.#tooLarge(upload)) return;
    // The user has read why the site refused it.
    if (upload.error?.code === "has_metadata") upload.keepMetadata = true;
    this.#change(upload, { state: "waiting", error: null, progress: 0 });
    this.#start();
  }

  /** Retry the uploads that failed without an answer. */
  resume() {
    for (const upload of [...this.#rooms.values()].flat())
      if (upload.state === "failed" && !upload.error?.code) this.retry(upload.key);
  }

  /** @param {number} roomId @returns {boolean} whether some files are not uploaded yet */
  isBusy(roomId) {
    return this.in(roomId).some(({ state }) => state !== "done");
  }

  /** @param {number} roomId @returns {boolean} whether its message waits for the files */
  isHeld(roomId) {
    return this.#held.has(roomId);
  }

  /** Emit `ready` as soon as all files of a room are uploaded, unless one fails. @param {number} roomId */
  hold(roomId) {
    if (this.in(roomId).some(({ state }) => state === "failed")) return;
    this.#held.add(roomId);
    this.emit("change", { roomId });
    this.#emitReady(roomId);
  }

  /** @param {number} roomId @returns {Attachment[]} the uploaded files, which are removed from here */
  take(roomId) {
    const taken = this.in(roomId).flatMap(({ attachment }) => attachment ?? []);
    this.#held.delete(roomId);
    const left = this.in(roomId).filter(({ attachment }) => !attachment);
    this.#set(roomId, left);
    return taken;
  }

  #start() {
    const waiting = [...this.#rooms.values()].flat().filter(({ state }) => state === "waiting");
    for (const upload of waiting.slice(0, Math.max(0, AT_ONCE - this.#running.size))) this.#run(upload);
  }

  /** @param {Upload} upload */
  async #run(upload) {
    const { key, duration, keepMetadata } = upload;
    const abort = new AbortController();
    this.#running.set(key, abort);
    this.#change(upload, { state: "uploading" });
    const onProgress = (/** @type {number} */ progress) => {
      upload.progress = progress;
      this.emit("progress", upload);
    };
    try {
      const file = /** @type {Blob & {name: string}} */ (upload.file);
      const attachment = await this.send(file, { onProgress, signal: abort.signal, duration, keepMetadata });
      if (!this.#find(key)) this.forget(attachment);
      else this.#change(upload, { state: "done", attachment, progress: 1 });
    } catch (error) {
      if (this.#find(key)) this.#fail(upload, error);
    }
    this.#running.delete(key);
    this.#emitReady(upload.roomId);
    this.#start();
  }

  /** @param {Upload} upload @param {unknown} error */
  #fail(upload, error) {
    this.#held.delete(upload.roomId);
    this.#change(upload, { state: "failed", error: refusalOf(error) });
  }

  /** @param {number} roomId */
  #emitReady(roomId) {
    if (!this.#held.has(roomId) || this.isBusy(roomId)) return;
    this.#held.delete(roomId);
    this.emit("ready", { roomId });
  }

  /** @param {number} roomId @param {Blob & {name: string}} file @param {number} [duration] @returns {Upload} */
  #new(roomId, file, duration) {
    const { name, size } = file;
    /** @type {Upload} */
    const upload = { ...this.#blank(roomId), name, size, file, duration };
    if (this.#tooLarge(upload)) return { ...upload, state: "failed", error: { code: "too_large" } };
    return upload;
  }

  /** @param {number} roomId @param {Attachment} attachment @returns {Upload} */
  #finished(roomId, attachment) {
    const { name, size } = attachment;
    return { ...this.#blank(roomId), name, size, state: "done", progress: 1, attachment };
  }

  /** @param {number} roomId @returns {Upload} */
  #blank(roomId) {
    this.#lastKey += 1;
    const nothing = { name: "", size: 0, file: null, progress: 0, error: null, attachment: null };
    return { key: this.#lastKey, roomId, state: "waiting", ...nothing };
  }

  /** @param {Upload} upload */
  #tooLarge = ({ size }) => size > this.limits.fileBytes;

  /** @param {number} key */
  #find(key) {
    return [...this.#rooms.values()].flat().find((upload) => upload.key === key);
  }

  /** @param {Upload} upload @param {Partial<Upload>} change */
  #change(upload, change) {
    Object.assign(upload, change);
    this.#set(upload.roomId, this.in(upload.roomId));
  }

  /** @param {number} roomId @param {readonly Upload[]} uploads */
  #set(roomId, uploads) {
    this.#rooms.set(roomId, [...uploads]);
    this.drafts.setPart(
      roomId,
      "attachments",
      uploads.flatMap(({ attachment }) => attachment ?? []),
    );
    this.emit("change", { roomId });
  }

  /** @param {number} roomId @returns {Attachment[]} */
  #kept(roomId) {
    return this.drafts.parts(roomId).attachments ?? [];
  }

  /** Show the uploaded files of a draft that another device or tab has changed. @param {number} roomId */
  #receive(roomId) {
    if (!this.#rooms.has(roomId)) return;
    const kept = this.#kept(roomId);
    const here = this.in(roomId);
    const stay = here.filter(({ attachment }) => !attachment || kept.some(({ id }) => id === attachment.id));
    const known = new Set(here.map(({ attachment }) => attachment?.id));
    const added = kept.filter(({ id }) => !known.has(id)).map((attachment) => this.#finished(roomId, attachment));
    if (added.length > 0 || stay.length < here.length) this.#set(roomId, [...stay, ...added]);
  }
}
