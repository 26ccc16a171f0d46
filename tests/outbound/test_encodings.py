"""The names of encodings, after WHATWG's Encoding Standard."""

import pytest

from chat.outbound.encodings import codec_of, decode

# From the table of names and labels: encodings that pages use, some of their labels, and a text of theirs.
SAMPLES = {
    "utf8 UTF-8 unicode-1-1-utf-8 x-unicode20utf8": ("utf-8", "茶"),
    "latin1 iso-8859-1 l1 us-ascii ascii cp819 iso88591 x-cp1252 ISO_8859-1:1987": ("cp1252", "thé – €20 “q”"),
    "latin2 iso-8859-2 iso_8859-2:1987 csisolatin2": ("iso8859-2", "Łódź"),
    "latin5 iso-8859-9 l5 windows-1254": ("cp1254", "İstanbul ığ"),
    "iso-8859-15 l9 csisolatin9": ("iso8859-15", "œuvre €"),
    "cyrillic iso-8859-5": ("iso8859-5", "чай"),
    "arabic iso-8859-6 asmo-708 ecma-114": ("iso8859-6", "شاي"),
    "greek greek8 elot_928 sun_eu_greek iso-8859-7": ("iso8859-7", "τσάι"),
    "hebrew visual logical iso-8859-8-i": ("iso8859-8", "תה"),
    "koi koi8 cskoi8r koi8_r": ("koi8-r", "чай"),
    "koi8-ru koi8-u": ("koi8-u", "їжа"),
    "866 ibm866 cp866": ("cp866", "чай"),
    "windows-1250 x-cp1250": ("cp1250", "žluťoučký"),
    "windows-1251 x-cp1251": ("cp1251", "чай"),
    "windows-1253 x-cp1253": ("cp1253", "τσάι"),
    "windows-1255 x-cp1255": ("cp1255", "תה"),
    "windows-1256 x-cp1256": ("cp1256", "چاي"),
    "windows-1257 x-cp1257": ("cp1257", "šķ"),
    "windows-1258 x-cp1258": ("cp1258", "đ"),
    "windows-874 tis-620 dos-874 iso-8859-11": ("cp874", "ชา"),
    "macintosh mac x-mac-roman": ("mac-roman", "thé"),
    "x-mac-cyrillic x-mac-ukrainian": ("mac-cyrillic", "чай"),
    "gb2312 gbk chinese x-gbk gb18030 csgb2312 iso-ir-58 GB_2312-80": ("gb18030", "茶 镕 €"),
    "big5 x-x-big5 cn-big5 big5-hkscs": ("big5-hkscs", "茶 啫"),
    "shift_jis sjis x-sjis ms_kanji windows-31j Shift-JIS ms932": ("cp932", "お茶 ①～"),
    "euc-jp x-euc-jp cseucpkdfmtjapanese": ("euc-jp", "お茶"),
    "iso-2022-jp csiso2022jp": ("iso-2022-jp", "お茶"),
    "euc-kr korean ks_c_5601-1987 ksc5601 windows-949": ("cp949", "차 똠"),
}
CASES = [(label, *sample) for labels, sample in SAMPLES.items() for label in labels.split()]


@pytest.mark.parametrize(("label", "codec", "text"), CASES, ids=[case[0] for case in CASES])
@pytest.mark.parametrize("where", ["header", "meta", "http-equiv"])
def test_a_page_is_decoded_by_each_label(label, codec, text, where):
    declared = {
        "header": "",
        "meta": f"<meta charset = '{label.upper()}'>",
        "http-equiv": f'<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset={label}">',
    }[where]
    page = f"{declared}<title>{text}</title>".encode(codec)
    assert f"<title>{text}</title>" in decode(page, f" {label} " if where == "header" else "")


@pytest.mark.parametrize("label", ["utf-16", "UTF-16LE", "unicode", "ucs-2", "utf-16be", "unicodefffe"])
def test_a_page_in_utf_16_is_decoded_by_its_header(label):
    codec = codec_of(label)
    assert decode("<title>茶 🎉</title>".encode(codec), label) == "<title>茶 🎉</title>"


@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("charset", ["", "latin1", "utf-16", "utf-8"])
def test_the_byte_order_mark_is_stronger_than_any_declaration(codec, charset):
    assert decode("\ufeff<title>茶</title>".encode(codec), charset) == "<title>茶</title>"


@pytest.mark.parametrize(
    "declared", ["<meta charset=utf-16>", "<!-- <meta charset=latin1> -->", "<meta charset=nothing>"]
)
def test_a_declaration_that_cannot_be_right_leaves_utf_8(declared):
    assert decode(f"{declared}<title>茶</title>".encode(), "").endswith("<title>茶</title>")


@pytest.mark.parametrize(
    "label", ["", "zip", "idna", "unicode_escape", "utf-7", "utf-32", "rot13", "hz", "iso-2022-kr"]
)
def test_names_that_are_no_encoding_of_the_web_are_unknown(label):
    assert codec_of(label) is None
