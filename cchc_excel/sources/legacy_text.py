"""Text in the encodings of before Unicode: TCVN3 (ABC, the .VnTime fonts) and VNI (VNI-Times), made Unicode.

Such text arrives as Latin-1 characters that only its font showed as Vietnamese. Font names are not asked
for: whether words are Vietnamese syllables as they stand, or only when converted, tells the encoding.
Sources: TCVN 5712:1993, the set VN3; VNI's character set as its software publishes it (VNI-ANSI).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from cchc_excel.errors import finding
from cchc_excel.model.grids import Cell, Grid, SourceDocument
from cchc_excel.sources.later import LaterCells

_LEAST_WORDS = 3
"""Different words that must show an encoding; in good text two may by chance: `µm`, a foreign name."""
_LEAST_SHARE = 0.75
"""Of a text's words with marks; place names of other languages and lost letters are never syllables."""

_LONGEST_WORD = 12  # a syllable has seven letters, two of which VNI may write with two characters

# code of a lower-case letter and the letter, in the order of the standard's rows
_TCVN3_LETTERS = dict(
    zip(
        "¨©ª«¬\xad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ" + "¡¢£¤¥¦§",
        "ăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ" + "ĂÂÊÔƠƯĐ",
        strict=True,
    )
)
_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_CIRCUMFLEX = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_BREVE = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_VNI_SINGLE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def with_legacy_text_decoded(document: SourceDocument) -> SourceDocument:
    """Give a document with its texts in TCVN3 or VNI as Unicode, and a notice that says so; one without any
    comes back as it is."""
    texts = list(_texts(document))
    encodings = _encodings(texts) if _SUSPICION.search("\n".join(texts)) else ()
    if not encodings:
        return document
    survey = _Survey(encodings, _usual(_placed_texts(document)))
    grids = tuple(_decoded_grid(grid, survey) for grid in document.grids)
    sheets = {before.name: after.name for before, after in zip(document.grids, grids, strict=True)}
    names = {name: (sheets.get(sheet, sheet), *at) for name, (sheet, *at) in document.names.items()}
    prose = tuple(survey.decoded(line, _PROSE) for line in document.prose)
    notice = finding("FILE-033", file=document.path.name, encodings=tuple(_NAMES[e] for e in encodings))
    return replace(document, grids=grids, names=names, prose=prose, notices=(*document.notices, notice))


def holds_legacy_text(text: str) -> bool:
    """True when a whole text is TCVN3 or VNI, read as Latin-1 characters."""
    return bool(_SUSPICION.search(text)) and bool(_encodings([text]))


def from_tcvn3(text: str) -> str:
    """Convert TCVN3 to Unicode; capitals that a capitals font (.VnTimeH) made of lower-case codes, too."""
    converted = text.translate(_TCVN3)
    in_capitals = not _LOWER.search(text) and any(map(_is_in_capitals, _WORD.findall(text)))
    return converted.upper() if in_capitals else converted


def from_vni(text: str) -> str:
    """Convert VNI to Unicode: a letter and the mark behind it are one letter."""
    return _VNI_PATTERN.sub(lambda match: _VNI[match[0]], text)


def _is_in_capitals(word: str) -> bool:
    """True for a word of two capitals or more among lower-case codes: `NéI`, but not `Hµ`."""
    return sum("A" <= c <= "Z" for c in word) > 1 and not _LOWER_CODES.isdisjoint(word)


def _vni_letters() -> dict[str, str]:
    """VNI's letters of one or two characters, both cases, and a capital with a lower-case mark."""
    pairs = {
        base + mark: letter + tone
        for base, letter in (*zip("aeouy", "aeouy", strict=True), ("ô", "ơ"), ("ö", "ư"))
        for mark, tone in _TONES.items()
    }
    pairs |= {b + mark: f"{b}\u0302{tone}" for b in "aeo" for mark, tone in _CIRCUMFLEX.items()}
    pairs |= {"a" + mark: f"a\u0306{tone}" for mark, tone in _BREVE.items()} | _VNI_SINGLE
    lower = {code: unicodedata.normalize("NFC", letter) for code, letter in pairs.items()}
    upper = {code.upper(): letter.upper() for code, letter in lower.items()}
    mixed = {code[0].upper() + code[1:]: letter.upper() for code, letter in lower.items()}
    return lower | mixed | upper


_TCVN3 = str.maketrans(_TCVN3_LETTERS)
_VNI = _vni_letters()
_VNI_PATTERN = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
_DECODERS: dict[str, Callable[[str], str]] = {"TCVN3": from_tcvn3, "VNI": from_vni}
_CODES = {"TCVN3": frozenset(_TCVN3_LETTERS), "VNI": frozenset("".join(_VNI))}
_NAMES = {"TCVN3": "TCVN3 (ABC, .VnTime)", "VNI": "VNI (VNI-Times)"}

_MARKED = "".join(_TCVN3_LETTERS.values()) + "àảãáạ"
_VIETNAMESE = frozenset(_MARKED + _MARKED.upper())
_STRANGE = "".join(
    re.escape(c) for c in sorted((_CODES["TCVN3"] | _CODES["VNI"]) - _VIETNAMESE) if c > "\x7f"
)
_SUSPICION = re.compile(f"[A-Za-z][{_STRANGE}]|[{_STRANGE}][A-Za-z]")
"""A letter beside a character that no Vietnamese word has; what most documents are done with."""
_BEYOND_LATIN_1 = re.compile("[ĂăĐđĨĩŨũƠơƯư\u0300-\u036f\u1ea0-\u1ef9]")
"""Vietnamese letters that no text in a legacy encoding can show."""
_WORD = re.compile(r"[A-Za-z\xa1-\xff]{2,}")
_LOWER_CODES = frozenset(code for code, letter in _TCVN3_LETTERS.items() if letter.islower())
_LOWER = re.compile("[a-z]")

_Place = tuple[str, int]
_PROSE: _Place = ("", 0)


def _texts(document: SourceDocument) -> Iterator[str]:
    """All texts but those of our own live checks, which nobody types."""
    for grid in document.grids:
        yield grid.name
        if not isinstance(grid.cells, LaterCells):
            yield from (cell.shown for cell in grid.cells.values())
    yield from document.prose


def _placed_texts(document: SourceDocument) -> Iterator[tuple[str, _Place]]:
    """Each text with the sheet and the column that it stands in."""
    for grid in document.grids:
        yield grid.name, _PROSE
        yield from (
            (c.shown, (grid.name, c.column)) for c in grid.cells.values() if isinstance(c.stored, str)
        )
    yield from ((line, _PROSE) for line in document.prose)


@dataclass(frozen=True, slots=True)
class _Survey:
    """What a document's texts say together: which encodings it holds, and what is usual where."""

    encodings: tuple[str, ...]
    usual: Mapping[object, Counter[str]]

    def decoded(self, text: str, place: _Place) -> str:
        """A text as Unicode; one that may be either is what its column, else its sheet, mostly is."""
        if text.isascii() or _BEYOND_LATIN_1.search(text):
            return text
        shares = _shares(text)
        encoding = max(self.encodings, key=lambda name: shares.get(name, 0.0))
        if not _is_plain(text):
            return _DECODERS[encoding](text) if shares[encoding] >= _LEAST_SHARE else text
        here = self.usual.get(place) or self.usual.get(place[0]) or Counter()
        encoding = max(here, key=lambda name: here[name], default=_UNICODE)
        return _DECODERS[encoding](text) if shares.get(encoding, 0.0) >= _LEAST_SHARE else text


_UNICODE = "Unicode"


def _encodings(texts: Iterable[str]) -> tuple[str, ...]:
    """The encodings that enough different words of the texts show."""
    words: dict[str, set[str]] = {encoding: set() for encoding in _DECODERS}
    for text in set(texts):
        encoding = _told_encoding(text)
        if encoding in words:
            words[encoding].update(w for w in _marked_words(text) if _is_syllable(_DECODERS[encoding](w)))
    return tuple(e for e in _DECODERS if sum(not _is_syllable(w) for w in words[e]) >= _LEAST_WORDS)


def _usual(texts: Iterable[tuple[str, _Place]]) -> dict[object, Counter[str]]:
    """How many texts of each column and each sheet are in which encoding by themselves."""
    usual: dict[object, Counter[str]] = {}
    for text, place in texts:
        encoding = _told_encoding(text)
        for where in (place, place[0]) if encoding is not None else ():
            usual.setdefault(where, Counter())[encoding] += 1
    return usual


@lru_cache(maxsize=10_000)
def _told_encoding(text: str) -> str | None:
    """The encoding that a text is in by itself; None where it may be in several."""
    if text.isascii():
        return None
    if _BEYOND_LATIN_1.search(text):
        return _UNICODE
    if not _SUSPICION.search(text) or _is_plain(text):
        return None
    shares = _shares(text)
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] >= _LEAST_SHARE else None


@lru_cache(maxsize=10_000)
def _shares(text: str) -> dict[str, float]:
    """For each encoding the share of a text's marked words that are Vietnamese when converted."""
    words = _marked_words(text)
    if not words:
        return dict.fromkeys(_DECODERS, 0.0)
    return {encoding: sum(_converts(word, encoding) for word in words) / len(words) for encoding in _DECODERS}


@lru_cache(maxsize=20_000)
def _converts(word: str, encoding: str) -> bool:
    """True for a word that becomes a syllable, or an abbreviation in capitals (H§ND)."""
    if len(word) > _LONGEST_WORD or any(c > "\x7f" and c not in _CODES[encoding] for c in word):
        return False
    converted = _DECODERS[encoding](word)
    return _is_syllable(converted) or (converted.isupper() and _BEYOND_LATIN_1.search(converted) is not None)


def _is_plain(text: str) -> bool:
    """True for a text that can be read as it stands."""
    return all(map(_is_syllable, _marked_words(text)))


def _marked_words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if not word.isascii()]


_RHYMES = {
    "a": "c ch i m n ng nh o p t u y", "ă": "c m n ng p t", "â": "c m n ng p t u y",
    "e": "c m n ng o p t", "ê": "ch m n nh p t u", "i": "a ch m n nh p t u", "y": "nh t",
    "o": "a c e i m n ng p t", "ô": "c i m n ng p t", "ơ": "i m n p t",
    "u": "a c i m n ng p t y ơ ê", "ư": "a c i m n ng t u",
    "iê": "c m n ng p t u", "yê": "m n ng t u", "uô": "c i m n ng t", "ươ": "c i m n ng p t u",
    "oa": "c ch i m n ng nh o p t y", "oă": "c m n ng t", "oe": "n o t", "oo": "c n ng",
    "uâ": "n ng t y", "uê": "ch n nh", "uy": "a ch n nh p t u", "uyê": "n t",
}  # fmt: skip
"""Vowels of a Vietnamese syllable and what may end it."""
_ALONE = "a e ê i o ô ơ u ư y oa oe uê uy"
_ONSETS = "ngh ng nh gh gi qu ch kh ph th tr b c d đ g h k l m n p r s t v x"
_SYLLABLE = re.compile(
    "(?:{})?(?:{}|{})".format(
        _ONSETS.replace(" ", "|"),
        "|".join(f"{vowel}(?:{ends.replace(' ', '|')})" for vowel, ends in _RHYMES.items()),
        _ALONE.replace(" ", "|"),
    )
)
_STOPPED = re.compile("(?:c|ch|p|t)$")
_TONE_MARKS = "\u0300\u0301\u0303\u0309\u0323"
_SHARP = "\u0301\u0323"  # the tones of a syllable that ends in a stop


@lru_cache(maxsize=20_000)
def _is_syllable(word: str) -> bool:
    """True for a Vietnamese syllable in Unicode with its marks, in any case."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = [c for c in decomposed if c in _TONE_MARKS]
    bare = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONE_MARKS))
    if len(tones) > 1 or not _SYLLABLE.fullmatch(bare):
        return False
    return not _STOPPED.search(bare) or (bool(tones) and tones[0] in _SHARP)


def _decoded_grid(grid: Grid, survey: _Survey) -> Grid:
    cells = {place: _decoded_cell(cell, grid.name, survey) for place, cell in grid.cells.items()}
    return replace(grid, name=survey.decoded(grid.name, _PROSE), cells=cells)


def _decoded_cell(cell: Cell, sheet: str, survey: _Survey) -> Cell:
    if not isinstance(cell.stored, str):
        return cell
    place = (sheet, cell.column)
    stored, shown = survey.decoded(cell.stored, place), survey.decoded(cell.shown, place)
    return cell if (stored, shown) == (cell.stored, cell.shown) else replace(cell, stored=stored, shown=shown)
