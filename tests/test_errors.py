"""The catalogue of messages, the findings made of it, and every place of the package that makes one."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import cchc_excel
from cchc_excel.errors import (
    MESSAGES,
    BrokenDeclaration,
    BrokenFile,
    CchcError,
    Finding,
    Severity,
    WrongUsage,
    fill_in,
    finding,
)
from cchc_excel.words import LANGUAGES, Words

PACKAGE = Path(cchc_excel.__file__).parent
CODES = sorted(MESSAGES)
MARKED = re.compile("[ăâđêôơưáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ]", re.IGNORECASE)
ENGLISH_WORDS = re.compile(r"\b(the|is|are|was|were|and|not|file|cell|row|unit)\b")


def fields_of(template: str) -> set[str]:
    return set(re.findall(r"\{([^{}]+)\}", template))


def words_of(template: str) -> str:
    """What is left of a template without its fields, what it quotes, and what is typed on a command
    line."""
    return re.sub(r"\{[^{}]+\}|«[^»]*»|--[\w-]+(?: \"[^\"]*\")?|\b[A-Z]{2}\w+:\S+", " ", template)


WORDED = [code for code in CODES if re.search(r"\w", words_of(MESSAGES[code].words.vi))]
"""All but the messages that only put their fields together, as that of the rules does."""


# The catalogue


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_a_subject_and_three_digits(code):
    assert re.fullmatch(r"[A-Z]{3,6}-\d{3}", code)


@pytest.mark.parametrize("code", CODES)
def test_a_message_says_the_same_fields_in_both_languages(code):
    words = MESSAGES[code].words
    assert words.vi.strip() and words.en.strip()
    assert fields_of(words.vi) == fields_of(words.en)


@pytest.mark.parametrize("code", CODES)
def test_no_brace_is_left_open(code):
    for lang in LANGUAGES:
        assert not set(re.sub(r"\{[a-z_]+\}", "", MESSAGES[code].words.in_(lang))) & {"{", "}"}


@pytest.mark.parametrize("code", WORDED)
def test_the_vietnamese_is_vietnamese_and_the_english_english(code):
    words = MESSAGES[code].words
    assert MARKED.search(words_of(words.vi))
    assert not ENGLISH_WORDS.search(words_of(words.vi).lower())
    assert not MARKED.search(words_of(words.en))


@pytest.mark.parametrize("code", WORDED)
def test_a_message_is_whole_sentences(code):
    for lang in LANGUAGES:
        text = MESSAGES[code].words.in_(lang)
        assert text == text.strip()
        assert "  " not in text
        assert re.search(r"\.$|: [\w:.,=\- ]+$", text), text  # a sentence, or what to type after a colon


def test_every_severity_has_a_word_in_both_languages():
    assert {s: s.words for s in Severity} == {
        Severity.ERROR: Words("Lỗi", "Error"),
        Severity.WARNING: Words("Cảnh báo", "Warning"),
        Severity.INFO: Words("Lưu ý", "Note"),
    }


# Findings


@pytest.mark.parametrize("code", CODES)
def test_a_finding_fills_in_all_fields_of_its_message(code):
    names = sorted(fields_of(MESSAGES[code].words.vi))
    found = finding(code, **{name: (f"<{name}>",) for name in names})
    assert (found.code, found.severity) == (code, MESSAGES[code].severity)
    for lang in LANGUAGES:
        message = found.message(lang)
        assert not fields_of(message)
        assert all(f"<{name}>" in message for name in names)


def test_a_finding_is_worded_on_demand_in_either_language():
    found = finding(
        "VAL-004",
        place=Words("Biểu mẫu 3, ô D16", "Biểu mẫu 3, cell D16"),
        value="5",
        level=Words("xã", "commune"),
        ids=["BM3:3.2.1"],
        cells=["Biểu mẫu 3!D16"],
    )
    assert found.message() == (
        "Biểu mẫu 3, ô D16: cấp xã không báo cáo dòng này mà vẫn ghi 5; số được giữ nguyên. "
        "Nếu ghi nhầm dòng thì chuyển lại."
    )
    assert found.message("en") == (
        "Biểu mẫu 3, cell D16: a commune does not report this row, yet it holds 5; "
        "the number is kept. If it belongs to another row, move it."
    )
    assert (found.ids, found.cells) == (("BM3:3.2.1",), ("Biểu mẫu 3!D16",))


def test_numbers_in_a_message_are_written_as_the_language_writes_them():
    found = finding("VAL-005", place="BM", text="0.9859", value=0.9859, other=98.59)
    assert "«0.9859» là 0,9859 % hay 98,59 %" in found.message()
    assert "«0.9859» means 0.9859 % or 98.59 %" in found.message("en")


def test_a_field_that_is_not_given_stays_visible():
    assert fill_in("{file}: {reason}", {"file": "a.xlsx"}, "vi") == "a.xlsx: {reason}"


def test_what_a_field_says_is_not_filled_in_again():
    assert fill_in("«{text}» {value}", {"text": "{value}", "value": 1}, "vi") == "«{value}» 1"


def test_a_message_whose_last_field_is_empty_ends_without_space():
    assert (
        fill_in("{place}: {fault} {remedy}", {"place": "D18", "fault": "sai.", "remedy": ""}, "vi")
        == "D18: sai."
    )


def test_a_finding_that_was_read_back_keeps_its_words():
    found = Finding("RULE-001", Severity.ERROR, literal="D18: 72 lớn hơn 71.")
    assert found.message() == found.message("en") == "D18: 72 lớn hơn 71."


def test_a_finding_is_immutable():
    with pytest.raises(AttributeError):
        finding("PER-001", file="a.xlsx").code = "PER-002"


@pytest.mark.parametrize(
    ("severity", "note", "explained", "weight"),
    [
        (Severity.WARNING, "", False, Severity.WARNING),
        (Severity.WARNING, "Trừ văn bản mật", True, Severity.INFO),
        (Severity.ERROR, "Trừ văn bản mật", False, Severity.ERROR),
        (Severity.INFO, "", False, Severity.INFO),
        (Severity.INFO, "Trừ văn bản mật", False, Severity.INFO),
    ],
)
def test_a_note_explains_a_warning_and_nothing_else(severity, note, explained, weight):
    found = Finding("RULE-001", severity, explanation=note)
    assert (found.explained, found.weight, found.severity) == (explained, weight, severity)


def test_a_stale_explanation_explains_nothing_and_the_message_says_why():
    why = finding("PREV-005", explanation="biệt phái", changes="dòng 2.2: trước là 32, nay là 34")
    found = Finding("RULE-001", Severity.WARNING, literal="D12: 34.", explanation="biệt phái", stale=why)
    assert (found.explained, found.weight) == (False, Severity.WARNING)
    assert found.message().startswith("D12: 34. Giải trình «biệt phái» viết cho số liệu khác")


# Exceptions


def test_what_is_raised_carries_its_finding_and_reads_as_its_message():
    found = finding("FILE-002", file="a.xlsx")
    for kind in (BrokenFile, WrongUsage):
        raised = kind(found)
        assert isinstance(raised, CchcError)
        assert raised.finding is found
        assert str(raised) == found.message()


def test_a_broken_declaration_names_all_its_problems():
    raised = BrokenDeclaration(p for p in ("BM1.toml: a", "BM2a.toml: b"))
    assert raised.problems == ("BM1.toml: a", "BM2a.toml: b")
    assert str(raised) == "BM1.toml: a\nBM2a.toml: b"


# Every place of the package that makes a finding


def calls() -> Iterator[tuple[str, str, set[str]]]:
    """Place, code and fields of each call of `finding` and `note` whose code and fields stand in the
    text."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and (name := called(node)) in ("finding", "note"):
                fields = {k.arg for k in node.keywords}
                if None in fields:
                    continue
                given = fields | {"file"} if name == "note" else fields  # `note` names the file itself
                yield from (
                    (f"{path.relative_to(PACKAGE)}:{node.lineno}", code, given) for code in codes_in(node)
                )


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def codes_in(node: ast.Call) -> list[str]:
    constants = [n.value for n in ast.walk(node.args[0]) if isinstance(n, ast.Constant)] if node.args else []
    return [c for c in constants if isinstance(c, str) and re.fullmatch(r"[A-Z]+-\d{3}", c)]


def test_the_package_makes_findings():
    assert len(list(calls())) > 20


def test_every_finding_that_is_made_has_a_message_and_gives_it_all_its_fields():
    unknown = [f"{place}: {code}" for place, code, _ in calls() if code not in MESSAGES]
    lacking = [
        f"{place}: {code} lacks {', '.join(sorted(missing))}"
        for place, code, fields in calls()
        if code in MESSAGES and (missing := fields_of(MESSAGES[code].words.vi) - fields)
    ]
    assert not [*unknown, *lacking]
