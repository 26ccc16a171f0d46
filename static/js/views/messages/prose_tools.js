import { gettext, ngettext } from "../ui/i18n.js";

/**
 * Make the text of a message usable: spoilers that open, boxes of tasks that have a name, and code that can be copied.
 * Nothing that was painted moves. May be called again for the same text.
 * @param {HTMLElement} body
 */
export function enliven(body) {
  for (const spoiler of body.querySelectorAll(".spoiler:not(.spoiler--shown, [role])")) closeSpoiler(spoiler);
  for (const box of body.querySelectorAll(".task input"))
    box.setAttribute("aria-label", box.hasAttribute("checked") ? gettext("done") : gettext("to do"));
  for (const table of /** @type {NodeListOf<HTMLElement>} */ (body.querySelectorAll(".table"))) table.tabIndex = 0;
  for (const code of /** @type {NodeListOf<HTMLElement>} */ (body.querySelectorAll("pre"))) {
    code.tabIndex = 0;
    if (!code.closest(".code-box")) boxCode(code);
  }
}

/** @param {Element} spoiler */
function closeSpoiler(spoiler) {
  spoiler.setAttribute("role", "button");
  spoiler.setAttribute("tabindex", "0");
  spoiler.setAttribute("aria-label", gettext("Show the spoiler"));
  const open = (/** @type {Event} */ event) => {
    if (event instanceof KeyboardEvent && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    spoiler.classList.add("spoiler--shown");
    for (const name of ["role", "aria-label"]) spoiler.removeAttribute(name);
    // It keeps the focus, from where the keys go on.
    spoiler.setAttribute("tabindex", "-1");
    for (const name of ["click", "keydown"]) spoiler.removeEventListener(name, open);
  };
  for (const name of ["click", "keydown"]) spoiler.addEventListener(name, open);
}

/** @param {HTMLElement} code */
function boxCode(code) {
  const box = document.createElement("div");
  const tools = document.createElement("div");
  box.className = "code-box";
  tools.className = "code-box__tools";
  code.replaceWith(box);
  box.append(code, tools);
  const copy = tool(gettext("Copy"), async () => {
    await navigator.clipboard.writeText(code.textContent ?? "");
    copy.textContent = gettext("Copied");
  });
  const wrap = tool(gettext("Wrap lines"), () =>
    wrap.setAttribute("aria-pressed", String(box.classList.toggle("code-box--wrapped"))),
  );
  wrap.setAttribute("aria-pressed", "false");
  tools.append(...(navigator.clipboard ? [copy, wrap] : [wrap]));
  if (!code.classList.contains("code-long")) return;
  const lines = (code.textContent ?? "").trimEnd().split("\n").length;
  const more = tool(ngettext("Show %(count)s line", "Show all %(count)s lines", lines), () => {
    box.classList.add("code-box--open");
    code.focus();
  });
  more.className = "code-box__more";
  box.append(more);
}

/** @param {string} name @param {() => void} act */
function tool(name, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "code-box__tool";
  button.textContent = name;
  button.addEventListener("click", act);
  return button;
}
