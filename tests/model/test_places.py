"""Places: how a message names a cell, in each kind of file."""

import pytest

from cchc_excel.catalog.loader import load_catalogue
from cchc_excel.model.places import place_of, places_of


@pytest.mark.parametrize(
    ("place", "vietnamese", "english"),
    [
        (
            "Biểu mẫu 3!D17",
            "Biểu mẫu 3, ô D17 (dòng 3.3.1)",
            "Biểu mẫu 3, cell D17 (row 3.3.1)",
        ),
        (
            "Bảng 3!hàng 5, cột 4",
            "Biểu mẫu 3, Bảng 3, hàng 5, cột 4 (dòng 3.3.1)",
            "Biểu mẫu 3, Table 3, row 5, column 4 (row 3.3.1)",
        ),
        (
            "Bảng 3–4!bảng 4, hàng 5, cột 4",
            "Biểu mẫu 3, Bảng 3–4, bảng 4, hàng 5, cột 4 (dòng 3.3.1)",
            "Biểu mẫu 3, Table 3–4, table 4, row 5, column 4 (row 3.3.1)",
        ),
        (
            "Biểu mẫu 3!dòng 631",
            "Biểu mẫu 3, dòng 3.3.1 (dòng 631 của văn bản)",
            "Biểu mẫu 3, row 3.3.1 (line 631)",
        ),
        (
            "a.json!mục 5",
            "Biểu mẫu 3, dòng 3.3.1 (mục 5 của danh sách)",
            "Biểu mẫu 3, row 3.3.1 (line 5)",
        ),
        ("", "Biểu mẫu 3, dòng 3.3.1", "Biểu mẫu 3, row 3.3.1"),
    ],
)
def test_a_cell_is_named_as_its_file_shows_it(place, vietnamese, english):
    catalogue = load_catalogue()
    words = place_of(catalogue.indicators["BM3:3.3.1"], catalogue, place)
    assert (words.vi, words.en) == (vietnamese, english)


def test_cells_of_one_table_are_named_together():
    catalogue = load_catalogue()
    rows = [("BM3:3.3.2", "Bảng 3!hàng 6, cột 4"), ("BM3:3.3.1", "Bảng 3!hàng 5, cột 4")]
    words = places_of([(catalogue.indicators[row], place) for row, place in rows], catalogue)
    assert words.vi == "Biểu mẫu 3, Bảng 3, hàng 6, cột 4 và hàng 5, cột 4 (dòng 3.3.2 và 3.3.1)"
