/**
 * Return an element of the page, or throw if it is missing or has another type.
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @param {new () => T} [type]
 * @returns {T}
 */
export function byId(id, type) {
  return checked(document.getElementById(id), `#${id}`, type);
}

/**
 * Return the element with this `data-part`, or throw if it is missing or has another type.
 * @template {HTMLElement} [T=HTMLElement]
 * @param {ParentNode} root
 * @param {string} name
 * @param {new () => T} [type]
 * @returns {T}
 */
export function part(root, name, type) {
  return checked(root.querySelector(`[data-part="${name}"]`), name, type);
}

/** @param {string} templateId @returns {HTMLElement} a copy of the template's first element */
export function clone(templateId) {
  const template = byId(templateId, HTMLTemplateElement);
  return checked(document.importNode(template.content, true).querySelector("*"), templateId);
}

/** Press the button that closes a panel or the drawer. @param {HTMLElement} panel */
export function closePanel(panel) {
  const button = panel.querySelector('[data-action^="close-"]');
  if (button instanceof HTMLElement) button.click();
}

/** Set the text if it differs, so that a selection in it is not lost. @param {Element} element @param {string} text */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @param {string} name an icon of `templates/ui/_icons.html` @returns {SVGElement} */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/**
 * Return the closest element around the event's target that matches.
 * @param {Event} event
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export function target(event, selector) {
  return event.target instanceof Element ? event.target.closest(selector) : null;
}

/**
 * Return a function that runs the work once for all its calls in one turn of the event loop.
 * @param {() => void} work
 * @returns {() => void}
 */
export const oncePerTurn = (work) => once(work, () => queueMicrotask);

/**
 * Return a function that runs the work at most once per frame, for large parts that change often. A hidden page has no
 * frames, so there it runs once per turn.
 * @param {() => void} work
 * @returns {() => void}
 */
export const oncePerFrame = (work) => once(work, () => (document.hidden ? queueMicrotask : requestAnimationFrame));

/** @param {() => void} work @param {() => (work: () => void) => void} scheduler returns a function that schedules it */
function once(work, scheduler) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    const schedule = scheduler();
    schedule(() => {
      waiting = false;
      work();
    });
  };
}

/**
 * @template {HTMLElement} T
 * @param {Element | null} element
 * @param {string} name
 * @param {new () => T} [type]
 * @returns {T}
 */
function checked(element, name, type) {
  if (element instanceof (type ?? HTMLElement)) return /** @type {T} */ (element);
  throw new Error(`The page has no ${name}`);
}
