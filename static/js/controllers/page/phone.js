import { Layers } from "./layers.js";
import { PhoneKeyboard } from "./phone_keyboard.js";
import { SwipeToClose } from "./swipe_to_close.js";

/** Add what only a page needs that is as small as a phone, or is touched. @param {import("./page.js").Page} page */
export function behaveAsOnAPhone(page) {
  if (page.layers) return;
  page.layers = new Layers(page);
  new SwipeToClose();
  new PhoneKeyboard();
}
