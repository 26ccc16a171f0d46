/**
 * Keeps the page above the keyboard of a phone. Chromium makes the page smaller by itself, as `interactive-widget` in
 * templates/base.html asks for; Safari only covers its lower part and scrolls the page.
 */
export class PhoneKeyboard {
  constructor() {
    visualViewport?.addEventListener("resize", () => this.#fit());
    this.#fit();
  }

  #fit() {
    if (!visualViewport) return;
    // A page that is enlarged by two fingers shows less of itself, but nothing covers it.
    const covered = Math.round(innerHeight - visualViewport.height * visualViewport.scale);
    document.documentElement.style.setProperty("--covered", `${Math.max(0, covered)}px`);
    if (covered > 0) scrollTo(0, 0);
  }
}
