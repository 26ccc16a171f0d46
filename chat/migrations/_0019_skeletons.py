"""The skeletons that migration 0019 stores, as chat.text.people made them at that time. A copy, like _0004_words."""

from unicodedata import category, normalize

# The first letter of each group stands for the others. Made from the single letters of Unicode's confusables.txt that
# a folded name can contain, and from letters that only a hasty reader takes for Latin ones.
_GROUPS = """
    2ᒿ 3𑣊𖼻 4Ꮞ 6бᏮ𑣕 7𑣆 8ȣ৪੪𐌚 9৭੧୨൭𑣌𑣖 aɑαаᴀ bƅʙβвьᏏᑲᖯ cςϲсᴄⅽⲥ𐐽 dđɗԁᏧᑯᴅꓒ eɘɛεеєҽԑᴇⲉꞓꬲ𐐩𑣎 fƒғքẝꞙꬵ gƍɡɢԍցᶃ
    hʜнһհնᏂ iıɩɪιіᎥꙇ𑣃 jϳјᴊ kĸκкᴋⲕ l|łƖǀʟӏ۱ᛁⅼⳑⵏꓲ𐊊𐌉𐑃𖼨 mʍмᴍⅿ nɴηπпոռᴨ o0øοσоօס۵०੦૦௦౦೦ഠ൦๐໐ဝ၀ჿᴏᴑⲟꬽ𐐬𐓪𑣈𑣗
    pρрᴘᴩⲣ qԛգզ rʀгᴦⲅꭇꭈ sƽʂѕꜱ𐑈𑣁 tτтᴛ uʋυцսᴜꞟꭎꭒ𐓶𑣘 vνѵᴠ𑜆𑣀 wɯωшѡԝաᴡⲱⲽꙍꞷ𑜊𑜎𑜏 xχхᕁᕽⲭꭓꭕ yɣʏγуүყᶌỿꭚ𑣜 zʐᴢ𑣄
    þƿϸ ƨϩᴤꙅ ƫᎿ ǝəә ȝʒӡჳⳍꝫ ȷյ ɋᶐ ɔͻᴐↄ𐑋 ɜзᴈ ɞ𐑂 ɰպሣ ɷ𐐿 ɸφфⲫ ʃꭍ ʌᴧ𐓘 ʘⵙ ʚꞝ𐐪 ʡꛍ ʿՙ ͷиᴎ𐑍 ͽꜿ δծᕷẟ λ𐓛 ψѱ𐓹 ϗⳤ лᴫ
    яᴙ љꭠ ҷӌ ձኔ ऽઽ २૨ ३૩ ४૪ ८૮ ॱൎ ঘ𑒒 চ𑒔 জ𑒖 ঞ𑒘 ট𑒙 ড𑒛 ণ𑒪 ত𑒞 থ𑒟 দ𑒠 ধ𑒡 ন𑒢 প𑒣 ব𑒩 ম𑒧 য𑒨 র𑒫 ল𑒝 ষ𑒭 স𑒮 ঽ𑓄 ১𑓑 ২𑓒 ৬𑓖 அ௮ ஈர
    உ௨ഉ எ௭ ஐஜജ க௧ ச௪ ணണ ழഴ ஶശ అಅ ఆಆ ఇಇ ఒಒ జಜ ఞಞ ణಣ యಯ ఱಱ లಲ ౧೧ ౨೨ ౯೯ ഞൡ രറ ජ෪ ද෫ ขฃ คดต ฆม จຈ ชซ ฎฏ ฑท บບ ปປ ฝຝ
    พພ ฟຟ ภฦ ยຍ าๅ རཪ ၁ၥ ᐡᓑ ᐩᕀ ᒉᘃ ᒐᘂ ᓓᘄ ᓚᘇ ᕃᘢ ᕆᘣ ᕊᘤ ᖷꟻ ᗡꓷ ᙠꓭ ᚹꚰ ᚼᛡ ᚽᛂ ᛜ𐊔 អឣ ᠵᡕ ᡜᢖ ᣛᣵ ᦞ᧐ ᦱ᧑ ᩅ᪀᪐ ᬍ᭒ ᬑ᭓ ᬨ᭘ ⰿꦒ ⵀ𐊸
    へヘ イ亻 エ工 カ力 タ夕 ト卜 ニ二 ハ八 ロ口囗 㖈䎛 㘽㦳 㩁搉 㫚曶 㬵胶 㬺幐 㬻䐠 㮣槩 䀹鿃 䀿晣 䑃朦 䚶訞
    併倂 値值 啓啟 土士 塡填 墫壿 媯嬀 帡帲 戶戸 晚晩 朌肦 朏胐 朐胊 朓脁 朘脧 朣膧 杮柿 榝樧 溈潙 研硏 絕絶 胼腁
    蒍蔿 蘷虁 訮詽 讆讏 豜豣 赿趆 跥跺 躗躛 軿輧 郎郞 鎭鎮 隷隸 鹂鹃 黑黒 ꓶ𖼦 ꙩ𐓫 ꜧꞕ ꞛ𐐺 ꣻ𑇜 ꦝꦣ ꨁ꩓ ꨣ꩖ 𐎚𒀸 𐒆𐒠 𑖂𑗘𑗙 𑖃𑗚 𑖄𑗛
"""
_REPLACEMENTS = {ord(spoof): group[0] for group in _GROUPS.split() for spoof in group[1:]}
_MERGED = str.maketrans("1i", "ll")
_SEPARATORS = str.maketrans("_.", "--")


def skeleton(name: str) -> str:
    """Return the key under which names that may look alike are stored and found. The readings decide.

    It is without case, separators and the marks of Latin letters, and does not distinguish 1, i and l.
    """
    return _drawn(_plain(name, "").translate(_MERGED))


def readings(name: str, *, separated: bool = False) -> frozenset[str]:
    """Return how a name can be read. Two names look alike if they share a reading."""
    kept = "-" if separated else ""
    name = name.translate(_SEPARATORS) if separated else name
    typed = {_plain(name, kept), _plain(normalize("NFKC", name).replace("I", "l"), kept)}
    return frozenset(_drawn(plain.replace("1", letter)) for plain in typed for letter in "il")


def _plain(name: str, kept: str) -> str:
    """Return the letters and digits of a name, and the characters of `kept`, with look-alikes replaced."""
    letters = normalize("NFKD", normalize("NFKC", name).casefold())
    found: list[str] = []
    for char in letters.translate(_REPLACEMENTS):
        # Of other scripts marks are parts of the letters, as vowels in Devanagari.
        is_mark = category(char)[0] == "M" and found and not "a" <= found[-1][0] <= "z"
        if category(char)[0] in "LN" or char in kept or is_mark:
            found.append(char)
    # A name of signs only stands for itself.
    return "".join(found) or "".join(letters.split())


def _drawn(letters: str) -> str:
    """Replace letters that together look like another one."""
    return letters.replace("rn", "m").replace("vv", "w")
