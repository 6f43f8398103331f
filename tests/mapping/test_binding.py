"""The binder's promises: every row at its own cell or a finding that says why not; nothing chosen in
silence.

Each figure of these sheets is another one, so a wrong cell shows. Form 3 (a sheet alone) is the hardest:
its labels repeat and its codes jump.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from support import HEAD, document_of, figures_of, form_lines, grid_of, line_of

from cchc_excel.catalog.loader import load_catalogue
from cchc_excel.errors import Severity
from cchc_excel.mapping.binding import Binding, bind, bind_each
from cchc_excel.mapping.columns import Known
from cchc_excel.model.cover_fields import VERSION
from cchc_excel.model.grids import Cell, SourceDocument

NAME = "Biểu mẫu 3"
FORMS = ("BM1", "BM2a", "BM3", "BM4", "BM5", "BM6", "BM7")
DISTRICT = ("3.2", "3.2.1", "3.2.2")
CODED, UNCODED = "with codes", "without codes"


def bound(*grids, **more) -> Binding:
    return bind(document_of(*grids, **more), load_catalogue())


def form_3(change=None, head=HEAD, name=NAME, **looks):
    """The sheet of form 3: a function changes its lines in place or gives others."""
    lines = form_lines("BM3", head)
    changed = change(lines) if change else None
    return grid_of(lines if changed is None else changed, name, **looks)


def whole(lines_of=form_lines):
    """The seven sheets of the annex."""
    return [grid_of(lines_of(form), f"Biểu mẫu {form[2:]}") for form in FORMS]


def without(*codes):
    return lambda lines: [line for line in lines if not line or line[0] not in codes]


def uncoded(lines):
    return [*lines[:3], *([None, *line[1:]] for line in lines[3:])]


def read(binding: Binding) -> dict[str, object]:
    return {row_id: each.value.stored for row_id, each in binding.rows.items()}


def said(binding: Binding, code: str):
    """The one finding with a code."""
    (found,) = [f for f in binding.findings if f.code == code]
    return found


def codes(binding: Binding) -> list[str]:
    """The codes of the findings, but for the six forms that a sheet alone does not hold."""
    return [f.code for f in binding.findings if f.code != "BIND-001"]


def ids(*codes_: str) -> tuple[str, ...]:
    return tuple(f"BM3:{code}" for code in codes_)


def named(binding: Binding) -> set[str]:
    """The rows that findings of grave kinds name."""
    return {i for f in binding.findings if f.severity is not Severity.INFO for i in f.ids}


def assert_right_or_told(binding: Binding, expected: dict[str, object]):
    """No row has another's figure, and a row without a cell is named by a finding."""
    got = read(binding)
    assert {i: v for i, v in got.items() if v != expected.get(i)} == {}
    assert {i for i in expected if i not in got} <= named(binding)


# Everything in its place


def test_every_row_of_the_annex_is_bound_at_its_own_cell_and_nothing_is_said():
    binding = bound(*whole())
    assert read(binding) == {i: v for form in FORMS for i, v in figures_of(form).items()}
    assert binding.findings == ()
    assert {each.how for each in binding.rows.values()} == {"code"}
    assert binding.rows["BM3:3.3.1"].place == "Biểu mẫu 3!D16"


def test_without_codes_rows_are_bound_by_label_and_order():
    binding = bound(*whole(lambda form: uncoded(form_lines(form))))
    assert read(binding) == {i: v for form in FORMS for i, v in figures_of(form).items()}
    assert {each.how for each in binding.rows.values()} == {"label"}


def test_a_note_stands_in_the_column_that_is_headed_so():
    binding = bound(form_3(lambda lines: line_of(lines, "3.3.1").__setitem__(4, "Trừ hồ sơ trả lại")))
    assert binding.rows["BM3:3.3.1"].note.stored == "Trừ hồ sơ trả lại"
    assert binding.rows["BM3:3.3.2"].note.is_blank


def test_a_source_without_a_form_has_no_rows_and_says_nothing_of_rows():
    assert bound(grid_of([["Họ tên", "Lương"], ["An", 5]])) == Binding({})
    assert bound(grid_of([])) == Binding({})


def test_confidences_lie_between_0_and_1():
    for binding in (bound(*whole()), bound(*whole(lambda form: uncoded(form_lines(form))))):
        assert all(0 < each.confidence <= 1 for each in binding.rows.values())


def test_a_row_with_a_near_rival_is_less_sure_than_one_without():
    binding = bound(form_3(uncoded))
    twin, alone = binding.rows["BM3:3.2.1"], binding.rows["BM3:1.2"]
    assert twin.confidence < 0.5 < alone.confidence
    assert bound(form_3()).rows["BM3:3.2.1"].confidence > twin.confidence


# What is missing: BIND-001, BIND-002


def test_each_form_that_is_not_there_is_told():
    found = [f for f in bound(form_3()).findings if f.code == "BIND-001"]
    assert [f.fields["form"] for f in found] == [f"Biểu mẫu {n}" for n in ("1", "2a", "4", "5", "6", "7")]
    assert {f.severity for f in found} == {Severity.WARNING}
    assert found[0].message().startswith("Biểu mẫu 1: không thấy trong tệp bao-cao.xlsx")


def test_rows_that_are_not_there_are_told_and_no_other_takes_their_name():
    binding = bound(form_3(without("1.2", "3.3.1")))
    found = said(binding, "BIND-002")
    assert (found.severity, found.ids) == (Severity.WARNING, ids("1.2", "3.3.1"))
    assert found.message().startswith("Biểu mẫu 3, dòng 1.2, 3.3.1: không tìm thấy dòng")
    assert_right_or_told(binding, {i: v for i, v in figures_of("BM3").items() if i not in found.ids})


@pytest.mark.parametrize("kind", [CODED, UNCODED])
@pytest.mark.parametrize("form", FORMS)
def test_whichever_row_is_deleted_no_other_takes_its_place(form, kind):
    figures = figures_of(form)
    lines = form_lines(form)
    for n, row_id in enumerate(figures, start=3):
        left = [*lines[:n], *lines[n + 1 :]]
        binding = bound(grid_of(left if kind == CODED else uncoded(left), f"Biểu mẫu {form[2:]}"))
        assert_right_or_told(binding, {i: v for i, v in figures.items() if i != row_id})
        assert row_id in named(binding)


@pytest.mark.parametrize("kind", [CODED, UNCODED])
def test_the_district_s_rows_may_be_deleted_though_the_commune_s_bear_the_same_labels(kind):
    """From 1/7/2025 there is no district: `cấp xã` must not be read as `cấp huyện`, one word apart."""
    left = without(*DISTRICT)(form_lines("BM3"))
    binding = bound(grid_of(left if kind == CODED else uncoded(left), NAME))
    assert_right_or_told(binding, {i: v for i, v in figures_of("BM3").items() if i not in ids(*DISTRICT)})
    assert named(binding) >= {*ids(*DISTRICT)}


# Rows in another place


@pytest.mark.parametrize("order", ["reversed", "alphabetical", "shuffled"])
@pytest.mark.parametrize("kind", [CODED, UNCODED])
def test_rows_in_another_order_are_found_or_told(kind, order):
    def changed(form):
        lines = form_lines(form)
        head, rows = lines[:3], lines[3:]
        if order == "reversed":
            rows.reverse()
        elif order == "alphabetical":
            rows.sort(key=lambda line: line[1])
        else:
            random.Random(7).shuffle(rows)
        return [*head, *rows] if kind == CODED else uncoded([*head, *rows])

    binding = bound(*whole(changed))
    expected = {i: v for form in FORMS for i, v in figures_of(form).items()}
    if kind == CODED:
        assert read(binding) == expected
    else:
        assert_right_or_told(binding, {i: v for i, v in expected.items() if not has_twin(i)} | twins(binding))


def has_twin(row_id: str) -> bool:
    """True for a row whose label another row of its form bears too: out of order and without a code nobody
    can tell which it is."""
    form, label = load_catalogue().form_of(row_id), load_catalogue().indicators[row_id].label
    return sum(i.label == label for i in form.indicators) > 1


def twins(binding: Binding) -> dict[str, object]:
    return {i: v for i, v in read(binding).items() if has_twin(i)}


@pytest.mark.parametrize("pair", [("3.2", "3.3"), ("2.1", "3.3")])
def test_a_row_that_stands_where_one_that_differs_by_a_word_belongs_is_not_taken_for_it(pair):
    """Whose the lines under the two headings are then, nobody can tell: those of the one or the other."""

    def swap(lines):
        first, second = (lines.index(line_of(lines, code)) for code in pair)
        lines[first], lines[second] = lines[second], lines[first]
        return uncoded(lines)

    binding, expected = bound(form_3(swap)), figures_of("BM3")
    parts = {
        f"BM3:{code}{part}": {expected[f"BM3:{c}{part}"] for c in pair}
        for code in pair
        for part in (".1", ".2")
    }
    got = read(binding)
    assert {i: v for i, v in got.items() if v not in parts.get(i, {expected[i]})} == {}
    assert {i for i in expected if i not in got} <= named(binding)


@pytest.mark.parametrize("section", ["3.2", "2.2", "2.1"])
def test_a_section_that_is_numbered_like_a_deleted_one_is_known_by_its_heading(section):
    """A commune strikes the rows of district and province and numbers its own on."""

    def renumber(lines):
        gone = ("3.2",) if section != "2.1" else ("3.2", "2.1")
        kept = [line for line in lines if not str(line[0]).startswith(gone)]
        return [[str(line[0]).replace("3.3", section, 1), *line[1:]] for line in kept]

    binding = bound(form_3(renumber))
    assert {i: v for i, v in read(binding).items() if v != figures_of("BM3")[i]} == {}
    assert read(binding).keys() >= set(ids("3.3", "3.3.1", "3.3.2"))
    assert set(ids("3.3", "3.3.1", "3.3.2")) <= set(said(binding, "BIND-013").ids)


def test_lines_between_the_rows_do_not_matter():
    def widen(lines):
        for n in range(len(lines) - 1, 3, -2):
            lines[n:n] = [[], [None, "Đồng chí A phụ trách"], []]

    binding = bound(form_3(widen))
    assert read(binding) == figures_of("BM3")


# Codes that say something else: BIND-013


def test_codes_that_were_renumbered_are_outweighed_by_labels_and_told():
    def renumber(lines):
        for code, other in (("1.1", "1.2"), ("1.2", "1.3"), ("1.3", "1.4")):
            line_of(lines, code)[0] = f"{other} "

    binding = bound(form_3(renumber))
    assert read(binding) == figures_of("BM3")
    found = said(binding, "BIND-013")
    assert (found.severity, found.ids) == (Severity.INFO, ids("1.1", "1.2"))
    assert found.cells == ("Biểu mẫu 3!D5", "Biểu mẫu 3!D6")
    assert found.message().startswith("Biểu mẫu 3: STT ghi khác mẫu")
    assert "1.2 → 1.1" in found.message()


@pytest.mark.parametrize(
    "number",
    [
        lambda n, code: n,
        lambda n, code: code.split(".")[-1],
        lambda n, code: "abcdefghijklmno"[n],
        lambda n, code: "-",
    ],
    ids=["running", "last part", "letters", "dashes"],
)
def test_a_column_that_counts_for_itself_is_not_believed_as_codes(number):
    def renumber(lines):
        for n, line in enumerate(lines[3:], start=1):
            line[0] = number(n, line[0])

    binding = bound(form_3(renumber))
    assert read(binding) == figures_of("BM3")
    assert {each.how for each in binding.rows.values()} == {"label"}
    assert codes(binding) == []


@pytest.mark.parametrize(
    "code",
    [
        lambda c: f"{c}.",
        lambda c: c if c.count(".") > 1 else float(c),
        lambda c: date(2025, int(c[2]), int(c[0])) if len(c) == 3 else c,
        lambda c: f"BM3:{c}",
        lambda c: f"3.{c}",
        lambda c: c.replace(".", "-"),
    ],
    ids=["dot", "numbers", "dates", "ids", "with the form", "hyphens"],
)
def test_codes_of_another_form_are_no_hindrance(code):
    def write(lines):
        for line in lines[3:]:
            line[0] = code(line[0])

    assert read(bound(form_3(write))) == figures_of("BM3")


@pytest.mark.parametrize("pair", [("1.1", "1.2"), ("3.3.1", "3.3.2"), ("2.1.1", "2.1.2")])
def test_a_label_that_is_another_row_s_word_for_word_is_not_overruled_by_the_code_in_silence(pair):
    """A province's own form may exchange two rows and number them through: the words say what was counted."""

    def exchange(lines):
        first, second = (line_of(lines, code) for code in pair)
        first[1], second[1] = second[1], first[1]

    binding = bound(form_3(exchange))
    figures = figures_of("BM3")
    one, other = ids(*pair)
    by_code = {i: v for i, v in read(binding).items() if i in (one, other) and v == figures[i]}
    assert by_code == {}
    assert {one, other} <= {i for f in binding.findings for i in f.ids}


# Claimed twice, undecided: BIND-003, BIND-007


def test_a_row_typed_twice_with_two_figures_is_not_chosen():
    def twice(lines):
        lines.append([*line_of(lines, "1.2")[:3], 999, None])

    binding = bound(form_3(twice))
    found = said(binding, "BIND-003")
    assert (found.severity, found.ids) == (Severity.ERROR, ids("1.2"))
    assert sorted(found.cells) == ["Biểu mẫu 3!D18", "Biểu mẫu 3!D6"]
    assert found.message().startswith("Biểu mẫu 3, dòng 1.2: có hai ô cùng nhận là dòng này")
    assert "BM3:1.2" not in binding.rows


@pytest.mark.parametrize("figure", ["the same", None])
def test_a_row_typed_twice_that_does_not_contradict_itself_is_one(figure):
    def twice(lines):
        line = line_of(lines, "1.2")
        lines.append([*line[:3], line[3] if figure else None, None])

    binding = bound(form_3(twice))
    assert binding.rows["BM3:1.2"].value.stored == figures_of("BM3")["BM3:1.2"]
    assert "BIND-003" not in codes(binding)


def test_a_line_that_may_be_either_of_two_rows_is_a_question():
    """Two rows of one label, in a heap without codes."""

    def heap(lines):
        kept = [line_of(lines, code) for code in ("2.1.2", "1.2")]
        return uncoded([*lines[:3], *kept])

    binding = bound(form_3(heap))
    assert read(binding) == {"BM3:1.2": figures_of("BM3")["BM3:1.2"]}
    found = [f for f in binding.findings if f.code == "BIND-007"]
    assert {f.ids for f in found} == {ids("2.1.2"), ids("3.2.2"), ids("3.3.2")}
    assert {(f.severity, f.cells) for f in found} == {(Severity.ERROR, ("Biểu mẫu 3!D4",))}
    assert (
        found[0]
        .message()
        .startswith("Biểu mẫu 3, dòng 2.1.2: không chắc số liệu nằm ở ô nào (Biểu mẫu 3!D4)")
    )


def test_two_copies_in_sight_with_other_figures_are_never_chosen_between():
    old = form_3(
        lambda lines: [line.__setitem__(3, line[3] + 5000) for line in lines[3:]] and None, name="2024"
    )
    binding = bound(form_3(), old)
    assert binding.rows == {}
    assert [f.code for f in binding.findings].count("BIND-003") == 14


# Two columns: BIND-008


@pytest.mark.parametrize(
    "heads",
    [
        ("Số liệu", "Số liệu"),
        ("31/3/2025", "31/3/2024"),
        ("Số liệu năm 2025", "Số liệu năm 2024"),
        ("Dự thảo", "Chính thức"),
        (None, None),
    ],
)
def test_two_columns_that_may_be_the_figures_are_a_question(heads):
    def both(lines):
        return [[*line[:4], line[3] + 5000] if n > 2 else line for n, line in enumerate(lines)]

    binding = bound(form_3(both, head=("STT", "Chỉ tiêu", "ĐVT", *heads)))
    assert binding.rows == {}
    found = said(binding, "BIND-008")
    assert found.severity is Severity.ERROR
    assert found.ids == tuple(figures_of("BM3"))
    assert found.fields["columns"] == ("D", "E")
    assert found.message().startswith("Sheet «Biểu mẫu 3», dòng 1, 1.1, 1.2")


def test_of_two_columns_under_one_heading_the_one_that_is_filled_counts():
    def second(lines):
        return [[*line[:3], None, line[3]] if n > 2 else line for n, line in enumerate(lines)]

    binding = bound(form_3(second, head=("STT", "Chỉ tiêu", "ĐVT", "Số liệu", "Số liệu")))
    assert read(binding) == figures_of("BM3")
    assert "BIND-008" not in codes(binding)


@pytest.mark.parametrize("head", ["31/3/2025", "Xã Đưng K'Nớ", "Quý I", "KQ", "Con số của đơn vị", None])
def test_one_column_of_figures_may_be_headed_as_it_likes(head):
    assert read(bound(form_3(head=("STT", "Chỉ tiêu", "ĐVT", head, "Ghi chú")))) == figures_of("BM3")


def test_last_period_s_figures_are_never_read_beside_this_one_s():
    def beside(lines):
        return [[*line[:3], line[3] + 5000, line[3]] if n > 2 else line for n, line in enumerate(lines)]

    binding = bound(form_3(beside, head=("STT", "Chỉ tiêu", "ĐVT", "Số liệu kỳ trước", "Số liệu")))
    assert read(binding) == figures_of("BM3")


@pytest.mark.parametrize("first", ["Mã", "TT", None])
def test_numbers_left_of_the_codes_are_no_figures_and_no_codes(first):
    def number(lines):
        return [[n, *line] if n > 2 else line for n, line in enumerate(lines)]

    assert read(bound(form_3(number, head=(first, *HEAD)))) == figures_of("BM3")


# Out of sight: BIND-009, BIND-010, BIND-011


def test_an_older_copy_on_a_hidden_sheet_is_not_read():
    old = form_3(
        lambda lines: [line.__setitem__(3, line[3] + 5000) for line in lines[3:]] and None, hidden=True
    )
    binding = bound(old, form_3(name="Biểu mẫu 3 (mới)"))
    assert read(binding) == figures_of("BM3")
    assert codes(binding) == []


def test_an_older_copy_does_not_fill_the_gaps_of_the_newer():
    for hides in ({"hidden": True}, {"head": ("STT", "Chỉ tiêu", "ĐVT", "Số liệu kỳ trước", "Ghi chú")}):
        binding = bound(form_3(name="Cũ", **hides), form_3(without("1.2")))
        assert "BM3:1.2" not in binding.rows
        assert codes(binding) == ["BIND-002"]


def test_the_only_sheet_of_a_form_is_read_though_hidden_and_told():
    binding = bound(form_3(hidden=True))
    assert read(binding) == figures_of("BM3")
    found = said(binding, "BIND-009")
    assert (found.severity, len(found.cells)) == (Severity.WARNING, 14)
    assert found.message().startswith("Sheet «Biểu mẫu 3» đang ẩn nhưng là nơi duy nhất có biểu này")


@pytest.mark.parametrize(
    ("hides", "cells"),
    [
        ({"hidden_rows": frozenset({6, 16})}, ("Biểu mẫu 3!D6", "Biểu mẫu 3!D16")),
        ({"hidden_columns": frozenset({4})}, tuple(f"Biểu mẫu 3!D{n}" for n in range(4, 18))),
    ],
    ids=["rows", "column"],
)
def test_figures_in_hidden_rows_and_columns_are_read_and_told(hides, cells):
    binding = bound(form_3(**hides))
    assert read(binding) == figures_of("BM3")
    found = said(binding, "BIND-010")
    assert (found.severity, set(found.cells)) == (Severity.WARNING, set(cells))
    assert found.message().startswith("Sheet «Biểu mẫu 3»: các ô D")


def test_a_hidden_row_without_a_figure_is_no_news():
    binding = bound(
        form_3(lambda lines: line_of(lines, "1.2").__setitem__(3, None), hidden_rows=frozenset({6}))
    )
    assert codes(binding) == []


def test_a_hidden_line_gives_way_to_the_one_in_sight():
    def old_line(lines):
        lines.insert(5, [*line_of(lines, "1.2")[:3], 999, None])

    binding = bound(form_3(old_line, hidden_rows=frozenset({6})))
    assert binding.rows["BM3:1.2"].value.stored == figures_of("BM3")["BM3:1.2"]


def test_a_figure_merged_over_two_rows_counts_for_the_first_and_is_told():
    def merge(lines):
        line_of(lines, "1.3")[3] = None

    binding = bound(form_3(merge, merged=((6, 4, 7, 4),)))
    assert binding.rows["BM3:1.2"].value.address == "D6"
    assert binding.rows["BM3:1.3"].value.is_blank
    found = said(binding, "BIND-011")
    assert (found.severity, found.ids, found.cells) == (Severity.WARNING, ids("1.3"), ("Biểu mẫu 3!D6",))
    assert found.message().startswith("Biểu mẫu 3, dòng 1.3: ô số liệu bị gộp chung với ô D6")


def test_a_figure_merged_over_two_columns_is_read_from_its_first_cell():
    head = ("STT", "Chỉ tiêu", "ĐVT", "Số liệu", None, "Ghi chú")
    merged = tuple((row, 4, row, 5) for row in range(3, 18))
    binding = bound(form_3(head=head, merged=merged))
    assert read(binding) == figures_of("BM3")
    assert codes(binding) == []


# What is no row: BIND-012


def test_a_line_of_the_office_s_own_with_a_figure_is_not_read_and_told():
    def own(lines):
        lines.insert(7, ["1.4", "Số TTHC được sửa đổi, bổ sung", "Thủ tục", 999, None])

    binding = bound(form_3(own))
    assert read(binding) == figures_of("BM3")
    found = said(binding, "BIND-012")
    assert (found.severity, found.cells) == (Severity.INFO, ("Biểu mẫu 3!D8",))
    assert found.message().startswith("Biểu mẫu 3!D8: dòng «Số TTHC được sửa đổi, bổ sung» ghi 999")


def test_a_guide_that_explains_every_row_is_no_report():
    guide = [
        ["Hướng dẫn"],
        *([f"{line[0]}. {line[1]}", "Đếm theo sổ theo dõi"] for line in form_lines("BM3")[3:]),
    ]
    binding = bound(grid_of(guide, "Hướng dẫn"), form_3())
    assert read(binding) == figures_of("BM3")
    assert codes(binding) == []


def test_notes_and_legal_bases_may_quote_the_labels_of_other_rows():
    def quote(lines):
        labels = [line[1] for line in lines[3:]]
        for n, line in enumerate(lines[3:]):
            line[4] = labels[(n + 1) % len(labels)]
            line[1] = line[1].replace("ơ", "o").replace("ê", "")
            line.insert(0, labels[n - 1])

    binding = bound(form_3(quote, head=("Căn cứ", *HEAD)))
    assert_right_or_told(binding, figures_of("BM3"))
    assert len(binding.rows) == 14


def test_a_form_beside_another_without_a_header_of_its_own_is_told_as_missing():
    three, four = form_lines("BM3"), form_lines("BM4")
    beside = [
        [*left, None, *(right if n != 2 else [])]
        for n, (left, right) in enumerate(zip(three, four, strict=False))
    ]
    below = [[None] * 6 + line for line in four[len(beside) :]]
    binding = bound(grid_of([*beside, *below], NAME))
    assert read(binding) == figures_of("BM3")
    assert "Biểu mẫu 4" in [f.fields["form"] for f in binding.findings if f.code == "BIND-001"]


# Named cells: BIND-004


def named_form(*lost: str, shift: int = 0) -> SourceDocument:
    """Our template's form 3 with its named cells, some of them lost, all of them moved."""
    names = {f"BM3_{line[0]}": (NAME, n + shift, 4) for n, line in enumerate(form_lines("BM3")[3:], start=4)}
    kept = {name: place for name, place in names.items() if name.removeprefix("BM3_") not in lost}
    return document_of(form_3(), names=kept, properties={VERSION: "1"})


def test_named_cells_say_where_a_row_stands():
    binding = bind(named_form(), load_catalogue())
    assert read(binding) == figures_of("BM3")
    assert {each.how for each in binding.rows.values()} == {"name"}
    assert codes(binding) == []


def test_named_cells_that_are_lost_are_replaced_by_codes_and_labels_and_told():
    binding = bind(named_form("1.2", "3.3.1"), load_catalogue())
    assert read(binding) == figures_of("BM3")
    assert binding.rows["BM3:1.2"].how == "code"
    found = said(binding, "BIND-004")
    assert (found.severity, found.fields["count"]) == (Severity.INFO, 2)
    assert found.message().startswith("Biểu mẫu 3: tên ô của 2 dòng đã mất")


def test_named_cells_that_came_to_stand_one_row_lower_are_not_believed_in_silence():
    assert_right_or_told(bind(named_form(shift=1), load_catalogue()), figures_of("BM3"))


# Lists and long sheets: BIND-006, BIND-015


def test_an_id_of_a_list_that_is_no_row_is_told():
    lines = [["BM3:1.2", 7, None], ["BM9:1", 8, None]]
    grid = grid_of(lines, "values")
    for row in (1, 2):
        grid.cells[row, 3] = Cell(row, 3, f"C{row}")
    document = SourceDocument(document_of().path, "listing", "0", (grid,))
    binding = bind(document, load_catalogue())
    assert read(binding) == {"BM3:1.2": 7}
    found = said(binding, "BIND-006")
    assert found.severity is Severity.ERROR
    assert "mã «BM9:1» (giá trị «8») không có trong danh mục chỉ tiêu" in found.message()


def test_a_sheet_of_endless_lines_is_read_at_its_beginning_and_told():
    tail = [["x"]] * 6000
    binding = bound(form_3(lambda lines: [*lines, *tail]))
    assert read(binding) == figures_of("BM3")
    found = said(binding, "BIND-015")
    assert found.severity is Severity.WARNING
    assert found.message().startswith("Sheet «Biểu mẫu 3» dài bất thường")


def test_a_number_beside_or_below_a_blank_value_cell_is_told():
    def misplace(lines):
        one, other = line_of(lines, "3.3.1"), line_of(lines, "1.2")
        one[3], one[4:] = None, [71]
        at = lines.index(other)
        lines[at + 1 : at + 1] = [[None, "(kể cả sửa đổi)", None, other[3]]]
        other[3] = None
        return lines

    binding = bound(form_3(misplace))
    told = [f for f in binding.findings if f.code == "BIND-017"]
    assert [f.ids for f in told] == [ids("1.2"), ids("3.3.1")]
    assert {f.severity for f in told} == {Severity.WARNING}
    assert "bên cạnh ghi 71" in told[1].message()


def test_a_value_cell_merged_into_the_printed_unit_is_no_cell_for_the_row():
    grid = form_3()
    row = next(r for r, cells in grid.rows() if cells.get(1) is not None and cells[1].shown == "3.3.1")
    merged = replace(grid, merged=((row, 3, row, 4),))
    binding = bind(document_of(merged), load_catalogue())
    assert "BM3:3.3.1" not in binding.rows
    assert "BM3:3.3.1" in named(binding)


def test_a_blank_copy_of_the_sheet_competes_with_nothing():
    lines = form_lines("BM3")
    filled = grid_of(lines, "Biểu 3")
    blank = grid_of([[*line[:3], None] if n > 2 else line for n, line in enumerate(lines)], "Mẫu")
    binding = bind(document_of(blank, filled), load_catalogue())
    assert read(binding) == figures_of("BM3")
    assert "BIND-003" not in codes(binding)


def test_a_sheet_of_another_period_fills_no_gap():
    lines = form_lines("BM3")
    own = grid_of([["Quý I năm 2025"], *[ln for ln in lines if ln[0] != "3.3.1"]], "Biểu 3")
    other = grid_of([["Quý IV năm 2024"], *lines], "Biểu 3 cũ")
    known = Known(is_own_period=lambda text: None if "năm" not in text else "2025" in text)
    (binding,) = bind_each(document_of(own, other), load_catalogue(), known)
    assert "BM3:3.3.1" not in binding.rows
    assert {each.sheet for each in binding.rows.values()} == {"Biểu 3"}


@pytest.mark.parametrize("head", ["Số liệu kỳ trước", "Kế hoạch năm", "Lũy kế"])
def test_figures_of_another_kind_alone_are_not_read_and_that_is_told(head):
    binding = bound(form_3(head=("STT", "Chỉ tiêu", "ĐVT", head, "Ghi chú")))
    assert binding.rows == {}
    found = said(binding, "BIND-018")
    assert found.severity is Severity.ERROR
    assert "(cột D ghi là" in found.message()


def test_a_sheet_of_endless_texts_is_cut_and_the_annex_beside_it_is_read():
    texts = [[f"chữ {row} {column}" for column in range(10)] for row in range(900)]
    annex = grid_of(form_lines("BM3"), "Biểu mẫu 3")
    binding = bind(document_of(grid_of(texts, "Danh sách"), annex), load_catalogue())
    assert read(binding) == figures_of("BM3")
    assert "Sheet «Danh sách» dài bất thường" in said(binding, "BIND-015").message()
