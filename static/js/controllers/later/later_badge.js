import { actionToast } from "../../views/ui/action_toast.js";
import { gettext } from "../../views/ui/i18n.js";
import { placeOf } from "../../views/ui/urls.js";

/** After a restart all pages reconnect together. Their requests are spread over this time. */
const SPREAD_MS = 4_000;
const TOAST_MS = 30_000;

/** Shows how many scheduled messages and reminders need the user, and a toast for each notification. */
export class LaterBadge {
  /** @param {import("../page/page.js").Page} page @param {import("../page/navigation.js").Navigation} navigation */
  constructor(page, navigation) {
    this.page = page;
    this.navigation = navigation;
    page.store.on("later", (counts) => this.#showCounts(counts));
    page.store.on("notification", (notification) => this.#showNotification(notification));
    const count = () => setTimeout(() => this.#count(), Math.random() * SPREAD_MS);
    page.connection.on("welcome", count);
    if (page.connection.online) count();
  }

  async #count() {
    // The session may have ended since `welcome`. A request without a session would be refused.
    if (!this.page.connection.online) return;
    try {
      this.page.store.emit("later", await this.page.api.get("/later"));
    } catch {
      // The next `welcome` or `later:changed` brings the counts.
    }
  }

  /** @param {{scheduled: number, refused: number, reminders: number, due: number}} counts */
  #showCounts({ refused, due, scheduled }) {
    for (const badge of document.querySelectorAll("[data-later-badge]")) {
      const urgent = refused + due;
      badge.textContent = String(urgent || scheduled);
      badge.toggleAttribute("hidden", urgent + scheduled === 0);
      badge.classList.toggle("later-badge--urgent", urgent > 0);
    }
  }

  /** @param {import("../../types.js").Notification} notification */
  #showNotification({ kind, title, body, url }) {
    if (kind !== "reminder" && kind !== "scheduled-refused") return;
    const text = body ? `${title} – ${body}` : title;
    const place = kind === "reminder" && url !== "/" ? placeOf(new URL(url, location.href)) : null;
    const run = () => {
      if (place) this.navigation.open(place.roomId, { around: place.around });
      else this.page.emit("later", undefined);
    };
    actionToast({ text, action: place ? gettext("Go there") : gettext("Show"), run, ms: TOAST_MS });
  }
}
