"""Make the references that are read off the declarations: `thong-bao.md` (messages), `quy-tac.md` (rules).

Run from the repository's root: python docs/make_reference.py
"""

from __future__ import annotations

from itertools import product
from pathlib import Path

from cchc_excel.catalog.loader import load_catalogue
from cchc_excel.errors import MESSAGES
from cchc_excel.model.expressions import judge, parse_logic, to_sentence
from cchc_excel.model.expressions.functions import FUNCTIONS
from cchc_excel.model.places import row_name

HERE = Path(__file__).parent


def messages() -> str:
    """A table of all messages, by code."""
    lines = [
        "# Thông báo của chương trình",
        "",
        "Mỗi thông báo có một mã không đổi. Chỗ trong ngoặc nhọn được điền khi báo. "
        "Bảng này lập từ `cchc_excel/messages.toml` bằng `python docs/make_reference.py`.",
        "",
        "| Mã | Mức độ | Nội dung |",
        "|---|---|---|",
    ]
    lines += [f"| {code} | {m.severity.words.vi} | {_escaped(m.words.vi)} |" for code, m in MESSAGES.items()]
    return "\n".join(lines) + "\n"


def rules() -> str:
    """A table of all rules: text, sentence, severity, legal basis."""
    catalogue = load_catalogue()
    lines = [
        "# Quy tắc kiểm tra",
        "",
        "Lập từ `cchc_excel/catalog/` bằng `python docs/make_reference.py`. Quy tắc `ALL-` áp "
        "dụng cho mọi dòng "
        "cùng loại; câu ở đây là của dòng đầu tiên.",
        "",
        "| Mã | Mức độ | Quy tắc | Thành câu | Căn cứ, lý do |",
        "|---|---|---|---|---|",
    ]
    for rule in catalogue.rules:
        check = next(c for c in catalogue.checks if c.rule is rule)
        sentence = to_sentence(check.node, lambda i, check=check: row_name(i, check, catalogue))
        why = "; ".join(part for part in (rule.legal, rule.reason) if part)
        lines.append(
            f"| {rule.id} | {rule.severity.words.vi} | `{_escaped(rule.expect)}` | {sentence} | {why} |"
        )
    return "\n".join(lines) + "\n"


_SYMBOLS = {"T": "đạt", "F": "không đạt", "?": "chưa đủ số liệu"}
_LEFT_RIGHT = {"T": "1 = 1", "F": "1 = 0", "?": "1 / 0 = 1"}


def language() -> str:
    """The rule language: the truth tables of its operators and functions, as they are judged."""
    lines = [
        "",
        "## Ngôn ngữ quy tắc",
        "",
        "Dòng của cùng biểu viết `[3.3.2]`, của biểu khác viết `BM7:[3.1]`; số; `+ - * /` và ngoặc; "
        "`= <> < <= > >=` so hiệu của hai vế, làm tròn 6 chữ số, với 0; `and`, `or`, `=>` (nếu … thì); các "
        "hàm dưới đây. Phép tính chặt nhất, rồi so sánh, `and`, `or`, `=>`. Ba kết quả: đạt, không đạt, "
        'chưa đủ số liệu. `missing = "skip"`: phép tính, so sánh có dòng trống là chưa đủ số liệu; '
        '`"zero"`: dòng trống tính là 0, trừ khi mọi dòng của một vế đều trống. '
        "Chia cho 0 là chưa đủ số liệu.",
        "",
        "| a | b | a and b | a or b | a => b |",
        "|---|---|---|---|---|",
    ]
    for (a, left), (b, right) in product(_LEFT_RIGHT.items(), repeat=2):
        verdicts = [
            judge(parse_logic(f"({left}) {sign} ({right})", None), {}) for sign in ("and", "or", "=>")
        ]
        cells = (_SYMBOLS[a], _SYMBOLS[b], *(each.verdict.words.vi for each in verdicts))
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", "| Hàm | Nghĩa | Ví dụ | Các dòng | Kết quả |", "|---|---|---|---|---|"]
    for name, function in FUNCTIONS.items():
        meaning = function.phrase.vi.format("x", "y")
        for n, (text, given, symbol) in enumerate(function.cases):
            head = (f"`{name}`", meaning) if n == 0 else ("", "")
            lines.append(f"| {' | '.join((*head, f'`{text}`', given or 'trống', _SYMBOLS[symbol]))} |")
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    (HERE / "thong-bao.md").write_text(messages(), encoding="utf-8")
    (HERE / "quy-tac.md").write_text(rules() + language(), encoding="utf-8")
