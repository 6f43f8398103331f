"""The report of a check as a web page, opened in Chromium: searched, filtered, escaped, on a phone, without a
script."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from browser import chromium
from checked import HOSTILE_FILE, HOSTILE_UNIT, checked, content

from cchc_excel.output.reports.page import as_page

DESKTOP, PHONE = 1200, 360
SHOWN = "section.file:not([hidden]) li:not([hidden])"


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "báo cáo.html"
    path.write_text(as_page(content()), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def desktop():
    with chromium(DESKTOP) as browser:
        yield browser


@pytest.fixture
def opened(desktop, page):
    desktop.open(page)
    return desktop


def numbers(browser):
    """The numbers of the findings that a person sees."""
    return [int(text.rstrip(".")) for text in browser.visible(f"{SHOWN} .number")]


def test_everything_is_shown_at_first_and_nothing_is_refused_or_missing(opened):
    assert numbers(opened) == list(range(1, len(content().findings) + 1))
    assert opened.visible("#con-lai") == ["Đang hiện 9 trong 9 phát hiện."]
    assert opened.visible(".verdict")[0].startswith("Chưa đạt: 3/6 tệp")
    assert opened.complaints() == []


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("công bố mới", [2]),
        ("cong bo moi", [2]),
        ("CÔNG BỐ lát", [2]),
        ("D19", [1, 4, 6, 7]),
        ("BM3-R04", [3]),
        ("da nhim", [8, 9]),
        ("khong-co-gi", []),
    ],
)
def test_typing_leaves_the_findings_that_say_so(opened, typed, left):
    opened.type("#tim", typed)
    assert numbers(opened) == left
    assert opened.visible("#con-lai") == [f"Đang hiện {len(left)} trong 9 phát hiện."]


@pytest.mark.parametrize(
    ("field", "choice", "left"),
    [
        ("#don-vi", "Xã Lát", [1, 2, 3, 4]),
        ("#don-vi", HOSTILE_UNIT, [6, 7]),
        ("#muc-do", "Lỗi (4)", [1, 5, 6, 8]),
        ("#bieu-mau", "Biểu mẫu 7", [8, 9]),
    ],
)
def test_choosing_leaves_the_findings_of_a_unit_a_severity_a_form(opened, field, choice, left):
    opened.type(field, choice)
    assert numbers(opened) == left
    opened.click("button[type=reset]")
    opened.run("return new Promise(done => setTimeout(done, 50))")
    assert len(numbers(opened)) == 9


def test_filters_work_together_and_sections_without_a_finding_go(opened):
    opened.type("#muc-do", "Lỗi")
    opened.type("#tim", "hồ sơ")
    assert numbers(opened) == [1, 6, 8]
    assert len(opened.visible("section.file h3")) == 3


def test_what_stands_in_files_is_text_only(opened):
    assert opened.run("return document.title") == "Kết quả kiểm tra số liệu cải cách hành chính"
    assert opened.run("return document.querySelectorAll('img').length") == 0
    assert opened.run("return document.querySelectorAll('script').length") == 1
    assert HOSTILE_UNIT in opened.visible("#tep tbody th")
    assert HOSTILE_FILE in opened.visible("#tep td a")
    link = opened.run("return [...document.querySelectorAll('#tep td a')].map(a => a.getAttribute('href'))")[
        4
    ]
    assert link == "a%22b%27%3Cimg%20src%3Dx%20onerror%3Dalert%281%29%3E.xlsx"


def test_the_policy_refuses_a_script_of_others(opened):
    opened.run(
        "const s = document.createElement('script'); s.textContent = 'document.title = 1';"
        "document.body.append(s); return 0"
    )
    assert opened.run("return document.title") == "Kết quả kiểm tra số liệu cải cách hành chính"
    assert any("Content Security Policy" in said for said in opened.complaints())


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_nothing_sticks_out_of_the_window(page, width):
    with chromium(width) as browser:
        browser.open(page)
        assert browser.run("return [innerWidth, document.documentElement.scrollWidth]") == [width, width]
        size = "return parseFloat(getComputedStyle(document.querySelector('.message')).fontSize)"
        assert browser.run(size) >= 15


def test_the_page_can_be_worked_with_keys_and_read_aloud(opened):
    names = "return [...document.querySelectorAll('input, select')].map(e => e.labels.length)"
    assert opened.run(names) == [1, 1, 1, 1]
    assert opened.run("return document.documentElement.lang") == "vi"
    levels = opened.run("return [...document.querySelectorAll('h1, h2, h3')].map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert opened.run("return document.querySelector('#con-lai').tagName") == "OUTPUT"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_stand_out_from_their_ground(desktop, page, scheme):
    """WCAG 2 AA: a contrast of at least 4.5 in either scheme."""
    desktop.emulate_scheme(scheme)
    desktop.open(page)
    assert desktop.run(_CONTRASTS) >= 4.5


_CONTRASTS = """
const light = (colour) => {
  const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((v) => {
    const c = v / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ground = (e) => {
  for (; e; e = e.parentElement) {
    const colour = getComputedStyle(e).backgroundColor;
    if (colour !== "rgba(0, 0, 0, 0)") return colour;
  }
  return "rgb(255, 255, 255)";
};
const contrasts = [...document.querySelectorAll("p, b, td, th, dt, dd, a, small, label, output, h1, h2, h3, .status")]
  .filter((e) => e.textContent.trim() && e.getClientRects().length)
  .map((e) => {
    const [a, b] = [light(getComputedStyle(e).color), light(ground(e))].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  });
return Math.min(...contrasts);
"""


def test_without_a_script_the_page_shows_everything_and_no_filter(desktop, page, tmp_path):
    bare = tmp_path / "bare.html"
    bare.write_text(re.sub(r"<script>.*?</script>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL))
    desktop.open(bare)
    assert len(numbers(desktop)) == 9
    assert desktop.visible("form") == []


class _Sources(HTMLParser):
    """What a page would load: every address that is not a link to follow."""

    def __init__(self):
        super().__init__()
        self.loaded = []

    def handle_starttag(self, tag, attributes):
        self.loaded += [(tag, n) for n, _ in attributes if n in ("src", "srcset", "data", "poster", "style")]
        self.loaded += [(tag, n) for n, _ in attributes if n == "href" and tag != "a"]
        self.loaded += [(tag, n) for n, _ in attributes if n.startswith("on")]


def test_the_page_loads_nothing_and_has_no_inline_handlers(page):
    sources = _Sources()
    sources.feed(page.read_text(encoding="utf-8"))
    assert sources.loaded == []
    assert not re.search(r"@import|url\(", page.read_text(encoding="utf-8"))


def test_a_large_batch_is_filtered_at_once(desktop, tmp_path):
    values = {"3.3.1": 71, "3.3.2": 72, "1": 3, "1.1": 4, "1.2": 5, "BM7:3.1": 10, "BM7:3.2": 11}
    files = tuple(checked(f"{n}.xlsx", values, unit=f"Xã Số-{n}") for n in range(200))
    large = tmp_path / "large.html"
    large.write_text(as_page(content(files=files)), encoding="utf-8")
    assert large.stat().st_size < 5_000_000
    desktop.open(large)
    desktop.run(
        "const t = performance.now(); const f = document.getElementById('tim'); f.value = 'so-199';"
        "f.dispatchEvent(new Event('input', {bubbles: true})); window.took = performance.now() - t; return 0"
    )
    assert desktop.visible("section.file:not([hidden]) h3") == ["Xã Số-199 – Quý I năm 2025"]
    assert desktop.run("return window.took") < 1500


def test_a_run_without_findings_says_so(desktop, tmp_path):
    clean = tmp_path / "clean.html"
    clean.write_text(as_page(content("en", (checked("a.xlsx", {"1": 1}),))), encoding="utf-8")
    desktop.open(clean)
    assert desktop.visible("#phat-hien p") == ["None."]
    assert desktop.visible("form") == []
    assert desktop.visible(".verdict")[0].startswith("Passed: ")
