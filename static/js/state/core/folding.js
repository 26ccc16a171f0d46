// Accents, points and other signs that people leave out. Vowels of Indic scripts and the voicing of kana are not among them.
const MARKS = String.raw`\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed`;
const MORE_MARKS = String.raw`\u0711\u0730-\u074a\u093c\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20dc\ufe00-\ufe0f\ufe20-\ufe2f`;
const INVISIBLE = String.raw`\u00ad\u02b9-\u02c1\u0640\u200b-\u200f\u2060`;
const SIGNS = new RegExp(`[${MARKS}${MORE_MARKS}${INVISIBLE}]|\\p{EMod}`, "gu");

/** Letters that no decomposition takes apart. @type {Map<string, string>} */
const LETTERS = new Map(
  Object.entries({
    ...{ ss: "ß", ae: "æ", oe: "œ", th: "þ", a: "ⱥ", b: "ƀɓ", c: "ƈȼ", d: "đðɖɗ", e: "əɇ", f: "ƒ", g: "ǥɠ", h: "ħ" },
    ...{ i: "ıɨ", j: "ɉȷ", k: "ĸƙ", l: "łƚɫ", n: "ŋɲƞ", o: "øɵ", p: "ƥᵽ", q: "ɋ", r: "ɍɽ", s: "ʂȿ", t: "ŧƭʈ", u: "ʉ" },
    ...{ v: "ʋ", w: "ⱳ", y: "ƴɏ", z: "ƶȥ", σ: "ς", к: "қҡҟ", г: "ғґ", н: "ңӊ", х: "ҳ", ч: "ҷ", з: "ҙ", с: "ҫ", ү: "ұ" },
    // Of Arabic, Persian and Urdu keyboards.
    ...{ ا: "ٱ", ي: "ىیے", ه: "ةەھہ", ك: "ک" },
    ...Object.fromEntries([..."0123456789"].map((digit, at) => [digit, "٠١٢٣٤٥٦٧٨٩"[at] + "۰۱۲۳۴۵۶۷۸۹"[at]])),
  }).flatMap(([plain, letters]) => [...letters].map((letter) => /** @type {[string, string]} */ ([letter, plain]))),
);

/**
 * Normalise a text for comparison: without case, accents, signs that people leave out, strokes and width (`Łódź` is `lodz`).
 * The server folds alike: chat/text/search/folding.py.
 * @param {string} text
 * @returns {string} decomposed, so that the beginning of a Korean syllable is a beginning of the text
 */
export function fold(text) {
  if (/^[ -~]*$/.test(text)) return text.toLowerCase().trim();
  const plain = text.toLowerCase().normalize("NFKD").replace(SIGNS, "");
  return [...plain]
    .map((letter) => LETTERS.get(letter) ?? letter)
    .join("")
    .trim();
}
