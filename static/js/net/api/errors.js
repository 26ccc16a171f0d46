/** The server refused a command or a request. Acks and REST answers have the same error shape. */
export class CommandError extends Error {
  /** @param {import("../../types.js").WireError} error */
  constructor({ code, message, retryAfterMs, fields }) {
    super(message);
    this.name = "CommandError";
    this.code = code;
    this.retryAfterMs = retryAfterMs;
    this.fields = fields;
  }

  /** @returns {import("../../types.js").WireError} a plain object, which can be stored */
  toJSON() {
    const { code, message, retryAfterMs, fields } = this;
    return { code, message, ...(retryAfterMs !== undefined && { retryAfterMs }), ...(fields && { fields }) };
  }
}

/** The connection was lost before the answer. The command may have been carried out or not. */
export class ConnectionLost extends Error {
  constructor(message = "The connection was lost") {
    super(message);
    this.name = "ConnectionLost";
  }
}

/** No answer came in time on a connection that seems to work. The command may have been carried out or not. */
export class AckTimeout extends ConnectionLost {
  constructor() {
    super("No answer in time");
    this.name = "AckTimeout";
  }
}
