import { Outbox } from "../../../static/js/net/outbox/outbox.js";
import { Store } from "../../../static/js/state/core/store.js";
import { me, message, room } from "./cast.js";
import { FakeClock } from "./clock.js";
import { MapStorage } from "./outbox.js";
import { FakeWire } from "./wire.js";

/** A store after its welcome. Room 7 has three read messages, room 8 is empty. */
export function welcomedStore() {
  const clock = new FakeClock();
  const wire = new FakeWire();
  let ids = 0;
  const newId = () => `id-${++ids}`;
  const options = { storage: new MapStorage(), locks: null, channel: null, random: () => 1 };
  const outbox = new Outbox({ connection: wire, userId: me.id, clock, newId, ...options });
  const store = new Store({ connection: wire, outbox, userId: me.id, timeZone: "UTC", locale: "en", clock });
  const messages = [1, 2, 3].map((seq) => message({ seq }));
  wire.answers.history = () => ({ messages, rev: 3, atStart: true, atEnd: true });
  wire.answers.read = ({ seq }) => ({ readSeq: seq, unread: 3 - seq, mentions: 0 });
  const rooms = [room({ seq: 3, rev: 3, readSeq: 3 }), room({ id: 8, name: "Random" })];
  wire.welcomes({ rooms });
  /** @type {(string | symbol | number)[]} names of the emitted events */
  const heard = [];
  /** @param {...any} names */
  const listen = (...names) => {
    for (const name of names) store.on(name, () => heard.push(name));
  };
  /** @param {number} [roomId] */
  const rows = (roomId = 7) =>
    (store.timelines.get(roomId)?.rows() ?? []).flatMap((row) => {
      if (row.kind === "message") return [row.message.content];
      return row.kind === "pending" ? [`${row.pending.content} ${row.pending.state}`] : [];
    });
  return { clock, wire, outbox, store, heard, listen, rows, rooms };
}
