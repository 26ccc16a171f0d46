/**
 * An element that the page must have.
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @param {new () => T} [type]
 * @returns {T}
 */
export function byId(id, type) {
  return checked(document.getElementById(id), `#${id}`, type);
}

/**
 * The element of a template's copy that has this `data-part`.
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

/** Text that is there already is left alone, so that a selection in it stays. @param {Element} element @param {string} text */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @param {string} name of `templates/ui/_icons.html` @returns {SVGElement} */
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
 * @param {Event} event
 * @param {string} selector
 * @returns {HTMLElement | null} what the event happened in
 */
export function target(event, selector) {
  return event.target instanceof Element ? event.target.closest(selector) : null;
}

/**
 * Call once for any number of calls in one turn of the event loop.
 * @param {() => void} work
 * @returns {() => void}
 */
export const oncePerTurn = (work) => once(work, () => queueMicrotask);

/**
 * For what is large to draw and changes often: at most once before the browser paints. Nobody sees a hidden page, which is not
 * painted: it is drawn at once.
 * @param {() => void} work
 * @returns {() => void}
 */
export const oncePerFrame = (work) => once(work, () => (document.hidden ? queueMicrotask : requestAnimationFrame));

/** @param {() => void} work @param {() => (work: () => void) => void} later when a call is made: how to put it off */
function once(work, later) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    const putOff = later();
    putOff(() => {
      waiting = false;
      work();
    });
  };
}

/** @param {unknown} element @param {string} name @param {Function} [type] @returns {any} */
function checked(element, name, type = HTMLElement) {
  if (element instanceof /** @type {any} */ (type)) return element;
  throw new Error(`The page has no ${name}`);
}
