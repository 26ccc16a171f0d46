import { byId, part, setText } from "../../views/ui/dom.js";
import { gettext } from "../../views/ui/i18n.js";

const PATIENCE_MS = 1_500;

/** Shows a banner when the connection has a problem. */
export class ConnectionBanner {
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #ticking;
  #since = Date.now();

  /** @param {import("./page.js").Page} page */
  constructor(page) {
    this.page = page;
    this.element = byId("banner");
    this.button = part(this.element, "button");
    this.button.addEventListener("click", () => this.#pressed());
    page.store.on("connection", (status) => this.#changed(status));
    this.#changed(page.connection.status);
  }

  /** @param {import("../../types.js").ConnectionStatus} status */
  #changed({ state }) {
    clearInterval(this.#ticking);
    if (state === "online") this.#since = Number.POSITIVE_INFINITY;
    else this.#since = Math.min(this.#since, Date.now());
    if (state === "offline" || state === "connecting") this.#ticking = setInterval(() => this.#show(), 500);
    this.#show();
  }

  #show() {
    const { status } = this.page.connection;
    const text = this.#text(status);
    // Show nothing for a short interruption.
    const passing = !status.limited && status.state !== "closed" && Date.now() - this.#since < PATIENCE_MS;
    this.element.hidden = text === "" || passing;
    this.element.dataset.kind = status.limited ? "limited" : status.state;
    setText(part(this.element, "text"), text);
    const label = this.#label(status);
    this.button.hidden = label === "";
    setText(this.button, label);
  }

  /** @param {import("../../types.js").ConnectionStatus} status */
  #text({ state, reason, message, nextRetryAt, limited }) {
    if (limited) return gettext("Limited connection: messages may come a moment later.");
    if (state === "online") return "";
    if (state === "connecting") return gettext("Connecting…");
    if (state === "offline") {
      const seconds = Math.max(0, Math.ceil(((nextRetryAt ?? 0) - Date.now()) / 1000));
      const why =
        reason === "restart"
          ? gettext("The server is restarting.")
          : navigator.onLine
            ? gettext("No connection to the server.")
            : gettext("You are offline.");
      return seconds > 0 ? `${why} ${gettext("Next try in %(seconds)s s.", { seconds })}` : why;
    }
    if (reason === "login") return gettext("Your session has ended.");
    if (reason === "banned") return gettext("Your account has been deactivated.");
    if (reason === "user") return gettext("Another user has logged in in this browser.");
    return message || gettext("The connection was closed.");
  }

  /** @param {import("../../types.js").ConnectionStatus} status */
  #label({ state, reason }) {
    if (state === "offline") return gettext("Try now");
    if (state !== "closed" || reason === "banned") return "";
    if (reason === "login") return gettext("Log in");
    return reason === "user" ? gettext("Reload") : gettext("Connect again");
  }

  #pressed() {
    const { connection } = this.page;
    const { state, reason } = connection.status;
    if (state === "offline") connection.wake();
    else if (reason === "login" || reason === "user") location.reload();
    else connection.open();
  }
}
