import { gettext } from "../ui/i18n.js";

/** @typedef {import("../../state/composing/emoji_table.js").Emoji} Emoji */

/** @returns {Record<string, string>} */
function titles() {
  return {
    recent: gettext("Recently used"),
    people: gettext("Smileys"),
    gestures: gettext("Gestures and people"),
    nature: gettext("Nature"),
    food: gettext("Food and drink"),
    activities: gettext("Activities"),
    travel: gettext("Travel and places"),
    objects: gettext("Objects"),
    symbols: gettext("Symbols"),
    flags: gettext("Flags"),
  };
}

/** The emoji on each group's tab. @type {Record<string, string>} */
const SIGNS = {
  recent: "🕘",
  people: "😀",
  gestures: "👋",
  nature: "🌱",
  food: "🍕",
  activities: "⚽",
  travel: "🚀",
  objects: "💡",
  symbols: "❤️",
  flags: "🚩",
};

/**
 * Make a tab and a section for each group that is not empty.
 * @param {{recent: Emoji[], groups: Map<string, Emoji[]>}} emoji
 * @returns {{tab: HTMLElement, section: HTMLElement}[]}
 */
export function emojiGroups({ recent, groups }) {
  const all = [...(recent.length > 0 ? [/** @type {const} */ (["recent", recent])] : []), ...groups];
  return all.map(([name, emoji]) => ({
    tab: tab(name, SIGNS[name] ?? emoji[0].emoji),
    section: emojiSection(name, emoji),
  }));
}

/** @param {string} name @param {string} sign */
function tab(name, sign) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "picker__tab";
  button.dataset.group = name;
  button.textContent = sign;
  button.title = titles()[name] ?? name;
  button.setAttribute("aria-label", button.title);
  return button;
}

/** @param {string} name empty for search results @param {Emoji[]} emoji @returns {HTMLElement} */
export function emojiSection(name, emoji) {
  const section = document.createElement("section");
  section.className = "picker__section";
  section.dataset.section = name;
  section.style.setProperty("--count", String(emoji.length));
  const title = titles()[name];
  if (title) {
    const heading = document.createElement("h3");
    heading.className = "picker__title";
    heading.textContent = title;
    section.append(heading);
  }
  const list = document.createElement("div");
  list.className = "picker__emoji";
  list.append(...emoji.map(choice));
  section.append(list);
  return section;
}

/** @param {Emoji} emoji */
function choice({ emoji, names }) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "picker__choice";
  button.textContent = emoji;
  button.dataset.pick = emoji;
  button.dataset.name = names[0];
  button.tabIndex = -1;
  button.setAttribute("aria-label", names[0].replaceAll("_", " "));
  return button;
}

/**
 * Return the button that an arrow key moves to, in a grid with headings between its rows.
 * @param {HTMLElement[]} buttons
 * @param {number} at
 * @param {string} key
 * @returns {HTMLElement | null} null if the key leaves the grid at the top
 */
export function gridStep(buttons, at, key) {
  const now = buttons[at];
  if (key === "ArrowRight") return buttons[at + 1] ?? now;
  if (key === "ArrowLeft") return buttons[at - 1] ?? now;
  const step = key === "ArrowDown" ? 1 : -1;
  const { left, top } = now.getBoundingClientRect();
  /** @type {HTMLElement | null} */
  let best = null;
  let row = top;
  let distance = Number.POSITIVE_INFINITY;
  for (let place = at + step; place >= 0 && place < buttons.length; place += step) {
    const box = buttons[place].getBoundingClientRect();
    if (box.top === top) continue;
    if (best && box.top !== row) break;
    row = box.top;
    if (Math.abs(box.left - left) < distance) {
      distance = Math.abs(box.left - left);
      best = buttons[place];
    }
  }
  return best ?? (step > 0 ? now : null);
}
