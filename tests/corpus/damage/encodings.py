"""The two legacy encodings of Vietnamese, as they look in a cell whose font is lost.

TCVN3 is TCVN 5712:1993 (fonts `.VnTime`): one byte a letter, capital letters with a tone are those of a
capital font. VNI-Windows (fonts `VNI-Times`) writes the letter and then a byte for its marks.
"""

from __future__ import annotations

import unicodedata

_TCVN3_LETTERS = (
    "àµ ả¶ ã· á¸ ạ¹ ă¨ ằ» ẳ¼ ẵ½ ắ¾ ặÆ â© ầÇ ẩÈ ẫÉ ấÊ ậË đ® èÌ ẻÎ ẽÏ éÐ ẹÑ êª ềÒ ểÓ ễÔ ếÕ ệÖ ì× ỉØ ĩÜ íÝ ịÞ "
    "òß ỏá õâ óã ọä ô« ồå ổæ ỗç ốè ộé ơ¬ ờê ởë ỡì ớí ợî ùï ủñ ũò úó ụô ư\u00ad ừõ ửö ữ÷ ứø ựù ỳú ỷû ỹü ýý ỵþ "
    "Ă¡ Â¢ Ê£ Ô¤ Ơ¥ Ư¦ Đ§"
)
_TCVN3 = {pair[0]: pair[1] for pair in _TCVN3_LETTERS.split(" ")}

_TONES = {"": "", "\u0300": "ø", "\u0301": "ù", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
_CIRCUMFLEX = {"": "â", "\u0300": "à", "\u0301": "á", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"}
_BREVE = {"": "ê", "\u0300": "è", "\u0301": "é", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"}
_WHOLE = {"đ": "ñ", "ì": "ì", "í": "í", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î"}
_HORNED = {"o": "ô", "u": "ö"}


def to_tcvn3(text: str) -> str:
    """As a workbook typed in a `.Vn` font shows it: `C¶i c¸ch hµnh chÝnh`."""
    return "".join(_TCVN3.get(c, _TCVN3.get(c.lower(), c)) for c in unicodedata.normalize("NFC", text))


def to_vni(text: str) -> str:
    """As a workbook typed in a `VNI-` font shows it: `Caûi caùch haønh chính`."""
    return "".join(_vni_letter(c) for c in unicodedata.normalize("NFC", text))


def _vni_letter(letter: str) -> str:
    lower = letter.lower()
    written = _WHOLE.get(lower) or _vni_marks(lower)
    return written.upper() if letter != lower else written


def _vni_marks(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    base, marks = parts[0], parts[1:]
    tone = next((m for m in marks if m in _TONES), "")
    if "\u0302" in marks:
        return base + _CIRCUMFLEX[tone]
    if "\u0306" in marks:
        return base + _BREVE[tone]
    if "\u031b" in marks:
        return _HORNED[base] + _TONES[tone]
    return base + _TONES[tone]
