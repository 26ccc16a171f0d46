import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { parseFrames, WebSocketTransport } from "../../../../static/js/net/transport/websocket_transport.js";

/** @type {FakeWebSocket[]} */
let sockets = [];

class FakeWebSocket {
  /** @type {any} */ onopen;
  /** @type {any} */ onmessage;
  /** @type {any} */ onclose;
  /** @type {string[]} */ sent = [];
  /** @type {number | null} */ closedWith = null;

  /** @param {string} url */
  constructor(url) {
    this.url = url;
    sockets.push(this);
  }

  /** @param {string} text */
  send(text) {
    this.sent.push(text);
  }

  /** @param {number} code */
  close(code) {
    this.closedWith = code;
  }
}

function openTransport() {
  const transport = new WebSocketTransport({ WebSocket: /** @type {any} */ (FakeWebSocket) });
  /** @type {string[]} */
  const heard = [];
  transport.on("open", () => heard.push("open"));
  transport.on("frame", ({ type }) => heard.push(type));
  transport.on("close", ({ code, reason }) => heard.push(`close ${code} ${reason}`));
  transport.open();
  return { transport, heard, socket: sockets[0] };
}

beforeEach(() => {
  sockets = [];
});

describe("WebSocketTransport", () => {
  test("asks for batches, on a ws: address", () => {
    assert.equal(openTransport().socket.url, "ws://localhost/ws/?batch=1");
  });

  test("emits the frames of the socket in order", () => {
    const { heard, socket } = openTransport();
    socket.onopen();
    socket.onmessage({ data: '{"type":"pong"}' });
    socket.onclose({ code: 1012, reason: "restart" });
    assert.deepEqual(heard, ["open", "pong", "close 1012 restart"]);
  });

  test("unpacks a batch in order", () => {
    const { heard, socket } = openTransport();
    socket.onmessage({ data: '{"type":"batch","data":[{"type":"a"},{"type":"b"}]}' });
    assert.deepEqual(heard, ["a", "b"]);
  });

  test("emits nothing after close, even in the middle of a batch", () => {
    const { transport, heard, socket } = openTransport();
    transport.on("frame", () => transport.close());
    socket.onmessage({ data: '{"type":"batch","data":[{"type":"a"},{"type":"b"}]}' });
    assert.deepEqual(heard, ["a"]);
    assert.equal(socket.closedWith, 1000);
    assert.equal(socket.onclose, null);
  });

  test("sends text, and nothing after close", () => {
    const { transport, socket } = openTransport();
    transport.send("one");
    transport.close();
    transport.send("two");
    assert.deepEqual(socket.sent, ["one"]);
  });
});

test("drops frames that do not follow the protocol", () => {
  for (const text of [
    "",
    "{",
    "null",
    "7",
    "[]",
    '{"type":7}',
    "{}",
    new ArrayBuffer(3),
    '{"type":"batch","data":[null,1]}',
  ]) {
    assert.deepEqual(parseFrames(text), [], String(text));
  }
});
