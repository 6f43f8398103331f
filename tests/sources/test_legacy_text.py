"""TCVN3 and VNI: every letter and label there and back, and good Unicode never touched."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from real_annex import HEADER, PUBLISHED, TITLE, real_forms

from cchc_excel.model.grids import Cell, Grid, SourceDocument
from cchc_excel.sources.legacy_text import (
    from_tcvn3,
    from_vni,
    holds_legacy_text,
    with_legacy_text_decoded,
)
from cchc_excel.sources.published import read_published

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
LOWER = [unicodedata.normalize("NFC", v + tone) for v in VOWELS for tone in TONES] + ["đ"]
LETTERS = [c for c in LOWER + [c.upper() for c in LOWER] if c.upper() not in "AEIOUY"]

# The tables of the tests are written the other way round than those of the module: letter to code, the tones in
# the order of their keys (sắc, huyền, hỏi, ngã, nặng). Sources: TCVN 5712:1993 (VN3), the VNI character set.
TCVN3_ROWS = {
    "a": "b8 b5 b6 b7 b9", "ă": "be bb bc bd c6", "â": "ca c7 c8 c9 cb", "e": "d0 cc ce cf d1",
    "ê": "d5 d2 d3 d4 d6", "i": "dd d7 d8 dc de", "o": "e3 df e1 e2 e4", "ô": "e8 e5 e6 e7 e9",
    "ơ": "ed ea eb ec ee", "u": "f3 ef f1 f2 f4", "ư": "f8 f5 f6 f7 f9", "y": "fd fa fb fc fe",
}  # fmt: skip
TCVN3_BASES = {"ă": "a8", "â": "a9", "ê": "aa", "ô": "ab", "ơ": "ac", "ư": "ad", "đ": "ae"}
TCVN3_CAPITALS = {"Ă": "a1", "Â": "a2", "Ê": "a3", "Ô": "a4", "Ơ": "a5", "Ư": "a6", "Đ": "a7"}
VNI_ROWS = {
    "a": "aù aø aû aõ aï", "ă": "aé aè aú aü aë", "â": "aá aà aå aã aä", "e": "eù eø eû eõ eï",
    "ê": "eá eà eå eã eä", "i": "í ì æ ó ò", "o": "où oø oû oõ oï", "ô": "oá oà oå oã oä",
    "ơ": "ôù ôø ôû ôõ ôï", "u": "uù uø uû uõ uï", "ư": "öù öø öû öõ öï", "y": "yù yø yû yõ î",
}  # fmt: skip
VNI_BASES = {"ă": "aê", "â": "aâ", "ê": "eâ", "ô": "oâ", "ơ": "ô", "ư": "ö", "đ": "ñ"}


def tcvn3_codes() -> dict[str, str]:
    """Capitals with a tone have no code of their own: the capitals font shows the lower-case one."""
    lower = toned({base: row.split() for base, row in TCVN3_ROWS.items()}) | TCVN3_BASES
    codes = {letter: bytes.fromhex(code).decode("latin-1") for letter, code in lower.items()}
    capitals = {letter: bytes.fromhex(code).decode("latin-1") for letter, code in TCVN3_CAPITALS.items()}
    return {letter.upper(): code for letter, code in codes.items()} | codes | capitals


def vni_codes() -> dict[str, str]:
    lower = toned({base: row.split() for base, row in VNI_ROWS.items()}) | VNI_BASES
    return lower | {letter.upper(): code.upper() for letter, code in lower.items()}


def toned(rows: dict[str, list[str]]) -> dict[str, str]:
    order = [TONES[2], TONES[1], TONES[4], TONES[3], TONES[5]]
    return {
        unicodedata.normalize("NFC", base + tone): code
        for base, codes in rows.items()
        for tone, code in zip(order, codes, strict=True)
    }


CODES = {"TCVN3": tcvn3_codes(), "VNI": vni_codes()}
CONVERTED = {"TCVN3": from_tcvn3, "VNI": from_vni}
ENCODINGS = pytest.mark.parametrize("encoding", CODES)


def legacy(text: str, encoding: str) -> str:
    return "".join(CODES[encoding].get(c, c) for c in unicodedata.normalize("NFC", text))


def document(*columns: Sequence[str], prose: Sequence[str] = (), name: str = "Sheet1") -> SourceDocument:
    cells = {
        (row, column): Cell(row, column, f"{row}-{column}", text, text)
        for column, lines in enumerate(columns, start=1)
        for row, text in enumerate(lines, start=1)
    }
    names = {"BM1_1": (name, 1, 1)}
    return SourceDocument(Path("a.xlsx"), "xlsx", "", (Grid(name, cells),), names, prose=tuple(prose))


def column(found: SourceDocument, number: int) -> list[str]:
    return [cell.stored for (_, c), cell in sorted(found.grids[0].cells.items()) if c == number]


def decoded(*texts: str) -> list[str]:
    return column(with_legacy_text_decoded(document(texts)), 1)


# The letters


def test_there_are_134_letters():
    assert len(set(LETTERS)) == 134


@ENCODINGS
@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_comes_back(letter: str, encoding: str):
    found = CONVERTED[encoding](legacy(letter, encoding))
    has_own_code = encoding == "VNI" or letter.islower() or letter in TCVN3_CAPITALS
    assert found == (letter if has_own_code else letter.lower())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Céng hßa x· héi chñ nghÜa ViÖt Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("T\xadng", "Tưng"),
        ("BIÓU MÉU THèNG K£", "BIỂU MẪU THỐNG KÊ"),
        ("T¹I UBND X· §\xadNG K’Ní", "TẠI UBND XÃ ĐƯNG K’NỚ"),
        ("Sè TTHC", "Số TTHC"),
        ("Hµ Néi", "Hà Nội"),
    ],
)
def test_tcvn3_reads_as_its_fonts_showed_it(text: str, found: str):
    assert from_tcvn3(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("BIEÅU MAÃU THOÁNG KEÂ", "BIỂU MẪU THỐNG KÊ"),
        ("Ñöùc Troïng, Aùn phí, Yû ban", "Đức Trọng, Án phí, Ỷ ban"),
        ("ñöôïc nöôùc", "được nước"),
    ],
)
def test_vni_reads_as_its_fonts_showed_it(text: str, found: str):
    assert from_vni(text) == found


# Whole documents


@ENCODINGS
def test_every_label_of_the_catalogue_comes_back(encoding: str, catalogue):
    labels = [i.label for i in catalogue.indicators.values()] + [f.title for f in catalogue.forms]
    assert decoded(*(legacy(label, encoding) for label in labels)) == labels


@ENCODINGS
def test_sheet_names_values_notes_and_prose_are_decoded_and_it_is_said_once(encoding: str):
    labels = [row[1] for form in real_forms() for row in form.rows]
    cells = [legacy(label, encoding) for label in labels]
    prose = [legacy("Báo cáo của Ủy ban nhân dân xã", encoding)]
    typed = ["71", legacy("Không có", encoding), legacy("Có", encoding), "x", ""]
    found = with_legacy_text_decoded(document(cells, typed, prose=prose, name=legacy("Biểu số 1", encoding)))
    assert (column(found, 1), found.grids[0].name) == (labels, "Biểu số 1")
    assert column(found, 2) == ["71", "Không có", "Có", "x", ""]
    assert found.prose[0].casefold() == "báo cáo của ủy ban nhân dân xã"
    assert found.names == {"BM1_1": ("Biểu số 1", 1, 1)}
    (notice,) = found.notices
    assert (notice.code, notice.fields["encodings"][0].split()[0]) == ("FILE-033", encoding)


@ENCODINGS
def test_a_legacy_table_under_unicode_titles_is_decoded_alone(encoding: str):
    labels = [row[1] for row in real_forms()[2].rows]
    found = with_legacy_text_decoded(
        document([TITLE, *HEADER], [legacy(label, encoding) for label in labels], ["Có", "Đã làm", "«Tốt»"])
    )
    assert [column(found, n) for n in (1, 2, 3)] == [[TITLE, *HEADER], labels, ["Có", "Đã làm", "«Tốt»"]]


def test_two_encodings_in_one_document_are_both_decoded():
    labels = [row[1] for row in real_forms()[0].rows]
    found = with_legacy_text_decoded(document(*([legacy(t, e) for t in labels] for e in CODES)))
    assert [column(found, n) for n in (1, 2)] == [labels, labels]
    assert len(found.notices[0].fields["encodings"]) == 2


def test_a_number_keeps_its_own_stored_value():
    labels = [legacy(row[1], "TCVN3") for row in real_forms()[0].rows]
    found = document(labels)
    found.grids[0].cells[1, 2] = Cell(1, 2, "B1", 2700, "2.700")
    assert with_legacy_text_decoded(found).grids[0].at(1, 2).stored == 2700


# What is not legacy text


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_unicode_labels_and_unit_names_are_untouched(form: str, catalogue, register):
    labels = [i.label for i in catalogue.indicators.values()]
    names = [unit.name for unit in register.reporting_units]
    whole = document([unicodedata.normalize(form, text) for text in labels + names])
    assert with_legacy_text_decoded(whole) is whole


def test_each_unicode_label_and_unit_name_alone_is_untouched(catalogue, register):
    labels = [i.label for i in catalogue.indicators.values()]
    names = {unit.name for unit in register.reporting_units}
    assert not [text for text in (*labels, *names) if holds_legacy_text(text)]


def test_the_published_report_is_untouched():
    published = read_published(PUBLISHED, PUBLISHED.read_bytes())
    assert with_legacy_text_decoded(published) is published


@pytest.mark.parametrize(
    "texts",
    [
        ["20 µm", "5 µg/m³", "Excel®", "10 × 20", "§ 3", "«Có»", "½ ngày", "25°C", "a·b", "© 2025"],
        ["Müller", "Zürich", "København", "Größe für Übersicht", "São Tomé", "naïve garçon", "El Niño"],
        ["Übersicht über die Änderungen der Behörde", "Größe des Geschäfts im Königreich für März"],
        ["Le répertoire des procédures a été publié à l'échelle régionale, où l'on a reçu 71 dossiers"],
        ["hoá, thuý, khoá, toà, loà", "Tài chính", "và", "là", "có", "Không có", "hàng quý"],
        ["Đắk Lắk", "Krông Búk", "Đạ K'Nàng", "Ia Pơih", "Măng Ri"],
        ["", "71", "x", "-", "\xa0", "…"],
        ["Chua giai quyet", "Bao cao"],
    ],
)
def test_good_text_with_odd_characters_is_untouched(texts: list[str]):
    whole = document(texts, prose=texts)
    assert with_legacy_text_decoded(whole) is whole


def test_a_document_without_legacy_text_costs_less_than_a_millisecond(catalogue):
    labels = [i.label for i in catalogue.indicators.values()]
    whole = document(labels, *[["71", "173", "«Có»", "", "Không"] * 19] * 4)
    assert best_time(lambda: with_legacy_text_decoded(whole)) < 0.001


def best_time(call: Callable[[], object]) -> float:
    times = []
    for _ in range(20):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return min(times)
