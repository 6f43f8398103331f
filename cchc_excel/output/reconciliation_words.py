"""What came of a reconciliation (đối soát), in a sentence and as JSON."""

from __future__ import annotations

from typing import Any

from cchc_excel.model.reconciliation import Reconciliation, Whereabouts
from cchc_excel.model.reports import Report
from cchc_excel.words import Words, format_number

_DETAIL = Words("{} ở sheet «Chi tiết»", "{} on the sheet «Chi tiết»")
_CORRECTED = Words(
    " (trong đó {} đổi do đính chính, kể cả tỷ lệ tính lại)", " ({} of them changed by corrections)"
)
_WHERE = {
    Whereabouts.SET_ASIDE: Words("{} ở báo cáo trùng, đã để riêng", "{} in doubled reports, set aside"),
    Whereabouts.REFUSED: Words("{} ở tệp bị từ chối", "{} in refused files"),
    Whereabouts.NOT_EXPECTED: Words("{} ở tệp ngoài danh sách", "{} in files that were not expected"),
}
_HEAD = Words("{} số liệu trong {} tệp gửi đến", "{} figures in the {} files that came")
_COMPLETE = Words("không sót số nào đã đọc được", "no figure that was read is lost")
_LOST = Words("KHÔNG TÌM LẠI ĐƯỢC {}", "{} ARE LOST")


def sentence_of(reconciliation: Reconciliation, lang: str = "vi") -> str:
    """`78 số liệu trong 3 tệp gửi đến: 71 ở sheet «Chi tiết», 7 ở tệp bị từ chối; không sót số nào …`"""

    def count(words: Words, *numbers: int) -> str:
        return words.in_(lang).format(*(format_number(n, lang) for n in numbers))

    head = count(_HEAD, reconciliation.total, reconciliation.files)
    figures = reconciliation.figures
    mended = figures.get(Whereabouts.CORRECTED, 0)
    parts = [count(_DETAIL, figures.get(Whereabouts.DETAIL, 0) + mended)]
    parts[0] += count(_CORRECTED, mended) if mended else ""
    parts += [count(_WHERE[w], n) for w in _WHERE if (n := figures.get(w, 0))]
    end = count(_LOST, len(reconciliation.lost)) if reconciliation.lost else _COMPLETE.in_(lang)
    unread = ((_UNREAD_FILES, reconciliation.unread_files), (_UNREAD_PLACES, reconciliation.unread_places))
    beside = "".join(count(words, n) for words, n in unread if n)
    return f"{head}: {', '.join(parts)}; {end}{beside}."


_UNREAD_FILES = Words("; chưa kể {} tệp không đọc được", "; not counting {} file(s) that cannot be read")
_UNREAD_PLACES = Words(
    "; còn {} chỗ không đọc được thành số (xem lỗi)",
    "; {} place(s) could not be read as a figure (see the errors)",
)


def line_of(made: Report) -> str:
    """What the file itself says: the same whether it was made of communes' files or of districts'."""
    figures = format_number(sum(len(leaf.numbers) for leaf in made.leaves))
    mended = made.corrections
    unused = len(made.refused) + len(made.not_expected) + len(made.set_aside)
    corrected = f", trong đó {mended} số đã đính chính" if mended else ""
    others = f"; {unused} tệp không dùng có tên và lý do ở sheet «Tình trạng nộp»" if unused else ""
    return (
        f"Mọi số liệu đã đọc được đều tìm lại được: {figures} số của {len(made.leaves)} báo cáo ở sheet "
        f"«Chi tiết»{corrected}{others}."
    )


def record_of(reconciliation: Reconciliation) -> dict[str, Any]:
    return {
        "files": reconciliation.files,
        "figures": reconciliation.total,
        "unread_files": reconciliation.unread_files,
        "unread_places": reconciliation.unread_places,
        **{str(where): reconciliation.figures.get(where, 0) for where in Whereabouts},
        "not_found": list(reconciliation.lost),
    }
