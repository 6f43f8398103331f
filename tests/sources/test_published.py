"""The published text: the real document of xã Đưng K'Nớ, and small texts that carry one trait each.

In the small texts `_` is an empty cell (NBSP) and cells are separated by an empty line, as on the page.
"""

import unicodedata
from hashlib import sha256
from pathlib import Path

import pytest

from cchc_excel.model.grids import Cell, Grid, SourceDocument
from cchc_excel.sources.published import looks_published, read_published

REAL = Path(__file__).parents[2] / "samples/bao-cao-cong-bo/bao-cao-cchc-dung-kno-2025-quy-1.txt"

CODES = {
    "Biểu mẫu 1": "1 2 2.1 2.2 3 3.1 3.2 3.2.1 3.2.2 4 4.1 4.2 4.3 4.4 5 5.1 5.2 6",
    "Biểu mẫu 2a": "1 1.1 1.2 2 2.1 2.2 2.2.1 2.2.2 3 3.1 3.2 3.2.1 3.2.2",
    "Biểu mẫu 3": "1 1.1 1.2 1.3 2 2.1 2.1.1 2.1.2 3.2 3.2.1 3.2.2 3.3 3.3.1 3.3.2",
    "Biểu mẫu 4": "1 1.1 1.2 1.3 2 2.1 2.2 2.3 2.4 2.5 3 3.1 3.2 3.3 3.4",
    "Biểu mẫu 5": "1 1.1 1.2 1.3 2 2.1 2.2 2.3 2.4 2.5 3 4 4.1 4.2 4.3",
    "Biểu mẫu 6": "1 1.1 1.2 2 2.1 2.2 2.3 2.4 2.4.1 2.4.2 2.4.3 2.5 2.6",
    "Biểu mẫu 7": "1 2 2.1 2.2 3 3.1 3.2",
}
VALUES = {
    "Biểu mẫu 1": {"1": "4", "2.1": "14", "2.2": "8", "5": "0", "6": "0"},
    "Biểu mẫu 2a": {"1": "0", "2": "0", "3": "0"},
    "Biểu mẫu 3": {
        "1": "173",
        "1.1": "0",
        "1.2": "0",
        "1.3": "0",
        "3.3": "100%",
        "3.3.1": "71",
        "3.3.2": "71",
    },
    "Biểu mẫu 4": {"2.1": "20", "2.2": "19", "3": "0"},
    "Biểu mẫu 5": {
        "1.1": "1",
        "2.1": "0",
        "2.2": "0",
        "2.3": "0",
        "2.4": "0",
        "2.5": "0",
        "3": "0",
        "4": "0",
    },
    "Biểu mẫu 6": {"1": "0", "1.1": "2.700", "1.2": "0"},
    "Biểu mẫu 7": {"1": "1", "2.2": "90%", "3.1": "71", "3.2": "70"},
}
HEAD = [
    "Biểu mẫu 3",
    "Cải cách thủ tục hành chính",
    "STT",
    "Chỉ tiêu thống kê",
    "(Sử dụng trong kỳ báo cáo hàng quý, 6 tháng, năm)",
    "Kết quả thống kê",
    "Ghi chú",
    "Đơn vị tính",
    "Số liệu",
    "_",
]
ROW_1 = ["  1. _", "Thống kê TTHC", "_", "173", "_"]
ROW_11 = ["1.1.", "Số TTHC công bố mới", "Thủ tục", "0", "_"]
ROW_2 = ["2.", "Kết quả giải quyết", "%", "50", "_"]


def text_of(*cells: str) -> str:
    return "\n\n".join(cells).replace("_", "\xa0") + "\n"


def read(text: str, encoding: str = "utf-8") -> SourceDocument:
    return read_published(Path("bao-cao.txt"), text.encode(encoding))


def rows_of(grid: Grid) -> list[list[str]]:
    """The rows below the header, each as its five texts."""
    return [[grid.text_at(row, column) for column in range(1, 6)] for row, _ in grid.rows() if row > 3]


def rows_under_head(*cells: str) -> list[list[str]]:
    return rows_of(read(text_of(*HEAD, *cells)).grids[0])


@pytest.fixture(scope="module")
def real() -> SourceDocument:
    return read_published(REAL, REAL.read_bytes())


def real_cell(real: SourceDocument, form: str, code: str, column: int) -> Cell:
    grid = real.grid(form)
    row = next(row for row, _ in grid.rows() if row > 3 and grid.text_at(row, 1) == code)
    return grid.at(row, column)


# The real document


def test_every_row_of_every_form_is_read_in_order(real):
    read_codes = {grid.name: " ".join(row[0] for row in rows_of(grid)) for grid in real.grids}
    assert read_codes == CODES
    assert list(read_codes) == list(CODES)
    assert sum(len(codes.split()) for codes in CODES.values()) == 95


def test_every_value_stands_at_its_code_and_no_other(real):
    values = {grid.name: {row[0]: row[3] for row in rows_of(grid) if row[3]} for grid in real.grids}
    assert values == VALUES
    assert sum(map(len, VALUES.values())) == 33


def test_every_row_has_five_cells_and_blank_ones_store_nothing(real):
    for grid in real.grids:
        for row, cells in grid.rows():
            assert row <= 3 or sorted(cells) == [1, 2, 3, 4, 5]
            assert all(cell.stored == (cell.shown or None) for cell in cells.values())


def test_address_is_the_line_of_the_file(real):
    lines = REAL.read_text("utf-8").split("\n")
    for grid in real.grids:
        for (_, column), cell in grid.cells.items():
            line = lines[int(cell.address.removeprefix("dòng ")) - 1]
            assert column == 1 or line.strip() == cell.shown.split("\n")[0]


@pytest.mark.parametrize(
    ("form", "code", "column", "address", "stored"),
    [
        ("Biểu mẫu 6", "1.1", 4, "dòng 1159", "2.700"),
        ("Biểu mẫu 3", "1", 4, "dòng 631", "173"),
        ("Biểu mẫu 7", "2.2", 5, "dòng 1359", "Trừ văn bản mật"),
        ("Biểu mẫu 7", "2", 4, "dòng 1337", None),
        ("Biểu mẫu 1", "3", 3, "dòng 301", None),
        ("Biểu mẫu 1", "5", 3, "dòng 401", "Có = 1; Không = 0"),
        ("Biểu mẫu 1", "5.2", 3, "dòng 421", "Trực tuyến = 0\nPhát phiếu = 1\nKết hợp = 2"),
        ("Biểu mẫu 1", "5.2", 4, "dòng 427", None),
        ("Biểu mẫu 3", "3.2.1", 1, "dòng 715", "3.2.1"),
    ],
)
def test_cell_is_found_at_its_place(real, form, code, column, address, stored):
    cell = real_cell(real, form, code, column)
    assert (cell.address, cell.stored) == (address, stored)


def test_label_of_two_paragraphs_is_one_cell_before_its_choices(real):
    label, unit, value = (real_cell(real, "Biểu mẫu 7", "1", column) for column in (2, 3, 4))
    assert label.shown.split("\n") == [
        "Xây dựng và vận hành Hệ thống họp trực tuyến (các huyện, thành phố)",
        "Liên thông 2 cấp: Từ UBND huyện, thành phố đến\xa0 - 100% UBND các xã, xã, thị trấn.",
    ]
    assert (unit.shown, value.shown) == ("Chưa có = 0\nĐã có = 1", "1")


def test_heading_title_and_header_stand_above_the_rows(real):
    grid = real.grid("Biểu mẫu 3")
    assert (grid.at(1, 1).address, grid.text_at(1, 1)) == ("dòng 605", "Biểu mẫu 3")
    assert (grid.at(2, 1).address, grid.text_at(2, 1)) == ("dòng 607", "Cải cách thủ tục hành chính")
    header = [(grid.text_at(3, column), grid.at(3, column).address) for column in range(1, 6)]
    assert header == [
        ("STT", "dòng 609"),
        ("Chỉ tiêu thống kê", "dòng 611"),
        ("Đơn vị tính", "dòng 619"),
        ("Số liệu", "dòng 621"),
        ("Ghi chú", "dòng 617"),
    ]


def test_the_two_copies_do_not_differ(real):
    assert "copies_differ" not in real.properties


def test_document_says_what_it_is(real):
    assert (real.kind, real.path) == ("published", REAL)
    assert real.sha256 == sha256(REAL.read_bytes()).hexdigest()


def test_prose_is_the_first_copy_without_its_tables(real):
    assert real.prose[:4] == ("Báo cáo", "10.03.2025 15:0211 đã xem", "ỦY BAN NHÂN DÂN", "XÃ ĐƯNG K’NỚ")
    assert real.prose[-4:] == (
        "Phụ lục",
        "BIỂU MẪU THỐNG KÊ SỐ LIỆU BÁO CÁO CẢI CÁCH HÀNH CHÍNH TẠI UBND XÃ ĐƯNG K’NỚ",
        "(Ban hành kèm theo Báo cáo số /BC-UBND ngày /3/2025 của UBND xã Đưng K’Nớ)",
        "[1] Văn bản quy phạm pháp luật.",
    )
    assert real.prose.count("XÃ ĐƯNG K’NỚ") == 1
    assert not {"STT", "Hồ sơ", "Thống kê TTHC", "Kết quả thống kê"} & set(real.prose)


def test_real_text_looks_published():
    assert looks_published(REAL.read_bytes())


# Rows


def test_figure_in_the_value_cell_begins_no_row():
    assert rows_under_head("  1. _", "Kế hoạch", "Triệu đồng", "2.700", "_", *ROW_2)[0][3] == "2.700"


@pytest.mark.parametrize("figure", ["98.59", "1.1", "2."])
def test_what_looks_like_a_code_is_a_value_in_the_value_cell(figure):
    rows = rows_under_head(*ROW_1, "1.1.", "Tỷ lệ", "%", figure, "_", *ROW_2)
    assert [row[0] for row in rows] == ["1", "1.1", "2"]
    assert rows[1][3] == figure


def test_figure_after_choices_is_the_value():
    row = ["2.", "Hình thức", "Trực tuyến = 0", "Phát phiếu = 1", "Kết hợp = 2", "2.", "_"]
    assert rows_under_head(*ROW_1, *row)[1][3:] == ["2.", ""]


@pytest.mark.parametrize(
    "choices",
    [
        "Có = 1; Không = 0",
        "Không = 0 / Có = 1",
        "Có=1, Không=0",
        "Có = 1\nKhông = 0",
    ],
)
def test_choices_in_one_paragraph_are_the_unit(choices):
    rows = rows_under_head("1.", "Khảo sát", "(nếu có)", choices, "1", "_")
    assert rows == [["1", "Khảo sát\n(nếu có)", choices, "1", ""]]


def test_note_that_reads_like_choices_is_no_unit():
    assert rows_under_head("1.", "Tỷ lệ", "%", "90%", "Đã có = 1", *ROW_2)[0] == [
        "1",
        "Tỷ lệ",
        "%",
        "90%",
        "Đã có = 1",
    ]


def test_choices_of_the_next_row_stay_there():
    rows = rows_under_head("1.", "Tỷ lệ", "%", "một nửa", "ước", "2.", "Khảo sát", "Có = 1", "1", "_")
    assert rows == [["1", "Tỷ lệ", "%", "một nửa", "ước"], ["2", "Khảo sát", "Có = 1", "1", ""]]


def test_note_of_two_paragraphs_ends_at_the_next_row():
    rows = rows_under_head("2.2.", "Tỷ lệ", "%", "90%", "Trừ văn bản mật", "theo quy định", *ROW_2)
    assert [row[4] for row in rows] == ["Trừ văn bản mật\ntheo quy định", ""]


def test_note_ends_at_a_blank_cell_and_the_table_goes_on():
    text = text_of(*HEAD, "1.", "Tỷ lệ", "%", "90%", "Ghi", "thêm", "_", "Lạc dòng", *ROW_2)
    document = read(text)
    assert [row[4] for row in rows_of(document.grids[0])] == ["Ghi\nthêm", ""]
    assert document.prose == ("Lạc dòng",)


@pytest.mark.parametrize("note", ["_", "Trừ văn bản mật"])
def test_footnote_behind_the_last_row_belongs_to_no_row(note):
    footnote = "[1] Văn bản quy phạm pháp luật."
    document = read(text_of(*HEAD, *ROW_1, "2.", "Tỷ lệ", "%", "50", note, footnote))
    assert rows_of(document.grids[0])[-1] == ["2", "Tỷ lệ", "%", "50", note.strip("_")]
    assert document.prose == (footnote,)


def test_numbers_in_the_text_behind_a_table_are_no_rows():
    after = ["Nơi nhận:", "UBND huyện", "Phòng Nội vụ", "Lưu: VT", "CHỦ TỊCH", "1.1.", "Chữ ký"]
    document = read(text_of(*HEAD, *ROW_1, "_", *after))
    assert len(rows_of(document.grids[0])) == 1
    assert document.prose == tuple(after)


def test_lost_cells_are_blank_and_named_by_their_row():
    grid = read(text_of(*HEAD, "  1. _", "Thống kê TTHC", "  1. _", "Rà soát", "_", "3", "_")).grids[0]
    assert rows_of(grid) == [["1", "Thống kê TTHC", "", "", ""], ["2", "Rà soát", "", "3", ""]]
    assert grid.at(4, 4) == Cell(4, 4, grid.at(4, 1).address)


def test_text_cut_off_in_a_row_still_gives_the_row():
    assert rows_under_head(*ROW_1, "1.1.", "Số TTHC")[-1] == ["1.1", "Số TTHC", "", "", ""]


def test_automatic_and_typed_numbers_are_counted_together():
    numbers = ["  1. _", "    1. _", "1.2.", "    1. _", "  1. _"]
    cells = [cell for number in numbers for cell in (number, "Nhãn", "%", "_", "_")]
    assert [row[0] for row in rows_under_head(*cells)] == ["1", "1.1", "1.2", "1.3", "2"]


# Forms and copies


@pytest.mark.parametrize("heading", ["Biểu mẫu 3", "BIỂU MẪU 3", "Biểu 3", "Biểu\xa0mẫu số 3:"])
def test_heading_is_known_in_any_spelling(heading):
    document = read(text_of(heading, *HEAD[1:], *ROW_1))
    assert [grid.name for grid in document.grids] == ["Biểu mẫu 3"]
    assert document.grids[0].text_at(1, 1) == heading


def test_title_right_under_the_heading_is_still_the_title():
    grid = read(text_of("Biểu mẫu 3\nCải cách", *HEAD[2:], *ROW_1)).grids[0]
    assert (grid.text_at(1, 1), grid.text_at(2, 1)) == ("Biểu mẫu 3", "Cải cách")
    assert grid.at(2, 1).address == "dòng 2"


def test_copy_that_differs_is_named_by_its_own_line():
    first = [*HEAD, *ROW_1, *ROW_11]
    document = read(text_of(*first, *[cell.replace("173", "174") for cell in first]))
    line = 2 * len(first) + 2 * first.index("173") + 1
    assert document.properties == {"copies_differ": f"Biểu mẫu 3 dòng {line}"}
    assert len(document.grids) == 1
    assert document.grids[0].text_at(4, 4) == "173"


def test_row_lost_in_the_copy_is_a_difference():
    document = read(text_of(*HEAD, *ROW_1, *ROW_11, *HEAD, *ROW_1))
    assert set(document.properties["copies_differ"].split(", ")) == {"Biểu mẫu 3 dòng 41"}


def test_copies_may_differ_in_white_space():
    copy = [cell.replace("Thống kê", "Thống_ kê") for cell in ROW_1]
    assert read(text_of(*HEAD, *ROW_1, *HEAD, *copy)).properties == {}


def test_prose_of_the_copy_is_not_told_twice():
    narrative, footnote = ["BÁO CÁO", "Quý I năm 2025"], "[1] Văn bản."
    once = [*narrative, *HEAD, *ROW_1, "_", footnote]
    assert read(text_of(*once, *once)).prose == (*narrative, footnote)


def test_form_that_is_missing_has_no_grid():
    other = ["Biểu mẫu 2a", *HEAD[1:], *ROW_1]
    grids = read(text_of(*other, *HEAD, *ROW_2)).grids
    assert [grid.name for grid in grids] == ["Biểu mẫu 2a", "Biểu mẫu 3"]


def test_mention_of_a_form_without_a_table_is_prose():
    document = read(text_of("Biểu mẫu 1", "Biểu mẫu 2a", *HEAD, *ROW_1))
    assert [grid.name for grid in document.grids] == ["Biểu mẫu 3"]
    assert document.prose == ("Biểu mẫu 1", "Biểu mẫu 2a")


def test_form_without_rows_has_its_header_only():
    document = read(text_of(*HEAD, "Nơi nhận:"))
    assert max(row for row, _ in document.grids[0].rows()) == 3
    assert document.prose == ("Nơi nhận:",)


def test_text_without_a_form_gives_no_grid():
    document = read("Báo cáo\n\nQuý I năm 2025\n")
    assert document.grids == ()
    assert document.prose == ("Báo cáo", "Quý I năm 2025")


def test_empty_text_gives_no_grid():
    assert read("").grids == ()


# Bytes


def test_line_ends_and_byte_order_mark_change_no_cell():
    text = text_of("Báo cáo", *HEAD, *ROW_1, *ROW_11)
    plain, crlf = read(text), read(text.replace("\n", "\r\n"), "utf-8-sig")
    assert (crlf.grids, crlf.prose) == (plain.grids, plain.prose)


def test_decomposed_letters_are_the_same_words():
    document = read(unicodedata.normalize("NFD", text_of("Báo cáo", *HEAD, *ROW_1)))
    assert (document.grids[0].name, document.prose) == ("Biểu mẫu 3", ("Báo cáo",))
    assert sorted(column for row, column in document.grids[0].cells if row == 3) == [1, 2, 3, 4, 5]


def test_other_bytes_do_not_look_published():
    published = text_of(*HEAD, *ROW_1)
    assert looks_published(published.encode("utf-8-sig"))
    assert not looks_published(published.encode("utf-16-le"))
    assert not looks_published(text_of("Biểu mẫu 3", "không có bảng").encode())
    assert not looks_published(b"PK\x03\x04\xff\xfe")


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(UnicodeDecodeError):
        read_published(Path("bao-cao.txt"), text_of(*HEAD).encode("utf-16-le"))


# Encodings


@pytest.mark.parametrize("mark", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_text_is_read_in_utf_8_and_in_marked_utf_16(mark):
    text = text_of(*HEAD, *ROW_1)
    content = (("\ufeff" if mark == "utf-16-be" else "") + text).encode(mark)
    assert looks_published(content)
    assert read_published(Path("bao-cao.txt"), content).grids == read(text).grids


def test_broken_utf_16_is_no_published_text():
    assert not looks_published(text_of(*HEAD, *ROW_1).encode("utf-16")[:-1])
