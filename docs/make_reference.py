"""Make the references that are read off the declarations: `thong-bao.md` (messages), `quy-tac.md` (rules).

Run from the repository's root: python docs/make_reference.py
"""

from __future__ import annotations

from pathlib import Path

from cchc_excel.catalog.loader import load_catalogue
from cchc_excel.errors import MESSAGES
from cchc_excel.model.expressions import to_sentence
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


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    (HERE / "thong-bao.md").write_text(messages(), encoding="utf-8")
    (HERE / "quy-tac.md").write_text(rules(), encoding="utf-8")
