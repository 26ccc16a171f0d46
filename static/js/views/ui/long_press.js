const LONG_PRESS_MS = 450;
const MOVED = 10;

/**
 * Call back when a finger or a pen rests on an element. The click with which some browsers end such a press does nothing;
 * a later one is that of another tap.
 * @param {HTMLElement} area
 * @param {(event: PointerEvent) => HTMLElement | null} find returns the element below the finger, if there is one
 * @param {(element: HTMLElement, place: {x: number, y: number}) => void} pressed
 */
export function onLongPress(area, find, pressed) {
  let timer = 0;
  let start = { x: 0, y: 0 };
  area.addEventListener("pointerdown", (event) => {
    clearTimeout(timer);
    const element = event.pointerType === "mouse" ? null : find(event);
    if (!element) return;
    start = { x: event.clientX, y: event.clientY };
    timer = window.setTimeout(() => {
      preventItsClick();
      pressed(element, start);
    }, LONG_PRESS_MS);
  });
  area.addEventListener(
    "pointermove",
    ({ clientX, clientY }) => Math.hypot(clientX - start.x, clientY - start.y) > MOVED && clearTimeout(timer),
    { passive: true },
  );
  for (const name of ["pointerup", "pointercancel", "scroll"])
    document.addEventListener(name, () => clearTimeout(timer), { passive: true, capture: true });
}

/** Prevent the click of this press, not that of the next one. */
function preventItsClick() {
  const listening = new AbortController();
  const options = { capture: true, signal: listening.signal };
  addEventListener("click", (event) => event.preventDefault(), options);
  addEventListener("pointerdown", () => listening.abort(), options);
}
