/** The server refused: the one error shape of WebSocket acks and REST answers. */
export class CommandError extends Error {
  /** @param {import("../../types.js").WireError} error */
  constructor({ code, message, retryAfterMs, fields }) {
    super(message);
    this.name = "CommandError";
    this.code = code;
    this.retryAfterMs = retryAfterMs;
    this.fields = fields;
  }

  /** @returns {import("../../types.js").WireError} plain, so that it can be stored */
  toJSON() {
    const { code, message, retryAfterMs, fields } = this;
    return { code, message, ...(retryAfterMs !== undefined && { retryAfterMs }), ...(fields && { fields }) };
  }
}

/** No answer can come any more. The command may or may not have been carried out. */
export class ConnectionLost extends Error {
  constructor(message = "The connection was lost") {
    super(message);
    this.name = "ConnectionLost";
  }
}

/** No answer came in time, though the connection seems to stand. The command may or may not have been carried out. */
export class AckTimeout extends ConnectionLost {
  constructor() {
    super("No answer in time");
    this.name = "AckTimeout";
  }
}
