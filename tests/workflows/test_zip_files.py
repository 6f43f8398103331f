"""A folder as a district keeps it: reports, zips that came by e-mail, files that somebody has open. Every
command works on it as on a plain folder, and changes nothing of it."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
from click.testing import CliRunner

from cchc_excel.cli import main

SAMPLES = Path(__file__).parents[2] / "samples"
COMMUNES = SAMPLES / "huyen-lac-duong-2025-Q1"
WRONG = SAMPLES / "loi-co-chu-y/BM3-R03 Xã Lát.xlsx"


def run(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


def zip_of(files: Mapping[str, Path | bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, source in files.items():
            archive.writestr(name, source if isinstance(source, bytes) else source.read_bytes())
    return content.getvalue()


def commune(name: str) -> Path:
    return COMMUNES / f"{name} 2025-Q1.xlsx"


@pytest.fixture
def received(tmp_path):
    """Six communes: one file, a zip by mail, a zip in a sub-folder with a folder and a zip in it."""
    folder = tmp_path / "nhận"
    (folder / "sau").mkdir(parents=True)
    shutil.copy(commune("Xã Đạ Sar"), folder)
    mail = {"Xã Lát.xlsx": commune("Xã Lát"), "__MACOSX/._Xã Lát.xlsx": b"x", "~$Xã Lát.xlsx": b"x"}
    (folder / "thu-tu-xa-lat.zip").write_bytes(zip_of(mail))
    inner = zip_of({"Chais.xlsx": commune("Xã Đạ Chais"), "KNớ.xlsx": commune("Xã Đưng KNớ")})
    late = {"Q1/Nhim.xlsx": commune("Xã Đạ Nhim"), "gói.zip": inner, "TT.xlsx": commune("Thị trấn Lạc Dương")}
    (folder / "sau/muộn.zip").write_bytes(zip_of(late))
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


# ---- zips ----


def test_zips_consolidate_like_the_folder_that_they_were_made_of(received, tmp_path):
    before = contents(tmp_path)
    done = run("consolidate", received, "-o", tmp_path / "huyen.xlsx", "--jobs", 2)
    assert done.exit_code == 0, done.output
    assert "6 trong 6" in done.output
    after = contents(tmp_path)
    assert (after.keys() - before.keys(), after | before) == ({"huyen.xlsx"}, after)
    assert run("consolidate", COMMUNES, "-o", tmp_path / "khac.xlsx").exit_code == 0
    ours, plain = (
        json.loads(run("explain", tmp_path / f"{name}.xlsx", "BM3:3.3.1", "--format", "json").output)
        for name in ("huyen", "khac")
    )
    assert (ours["value"], len(ours["parts"])) == (plain["value"], 6)


def test_explain_names_the_file_in_the_zip_also_one_level_up(received, tmp_path):
    district, province = tmp_path / "huyen.xlsx", tmp_path / "tinh.xlsx"
    run("consolidate", received, "-o", district)
    assert run("consolidate", district, "--unit", "Tỉnh Lâm Đồng", "-o", province).exit_code == 0
    for file in (district, province):
        parts = json.loads(run("explain", file, "BM3:3.3.1", "--format", "json").output)["parts"]
        assert {p["unit"]: p["file"] for p in parts} == {
            "Xã Đạ Sar": "Xã Đạ Sar 2025-Q1.xlsx",
            "Xã Lát": "thu-tu-xa-lat.zip/Xã Lát.xlsx",
            "Xã Đạ Nhim": "sau/muộn.zip/Q1/Nhim.xlsx",
            "Thị trấn Lạc Dương": "sau/muộn.zip/TT.xlsx",
            "Xã Đạ Chais": "sau/muộn.zip/gói.zip/Chais.xlsx",
            "Xã Đưng K’Nớ": "sau/muộn.zip/gói.zip/KNớ.xlsx",
        }


def test_a_zip_that_cannot_be_opened_is_refused_by_name_and_the_rest_is_done(received, tmp_path):
    (received / "hong.zip").write_bytes(zip_of({"a.xlsx": WRONG})[:3000])
    done = run("consolidate", received, "-o", tmp_path / "huyen.xlsx", "--format", "json")
    summary = json.loads(done.output)
    assert done.exit_code == 3
    assert (summary["used"], [(r["file"], r["code"]) for r in summary["rejected"]]) == (
        6,
        [("hong.zip", "FILE-042")],
    )


def test_a_report_in_a_zip_and_beside_it_is_one(received, tmp_path):
    shutil.copy(commune("Xã Lát"), received / "giải nén rồi.xlsx")
    done = run("consolidate", received, "--dry-run")
    assert "6 trong 6" in done.output
    assert "khác nhau" not in done.output


def test_a_result_named_by_itself_may_be_written_anew_beside_a_zip(received, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for options in ((), ("--force",)):
        done = run("consolidate", received, *options)
        assert done.exit_code == 0, done.output
        assert "6 trong 6" in done.output
    assert [file.name for file in tmp_path.glob("*.xlsx")] == ["Tổng hợp Huyện Lạc Dương 2025-Q1.xlsx"]


def test_whose_report_it_is_may_stand_in_the_name_of_the_zip(tmp_path):
    nameless = SAMPLES / "loi-co-chu-y/UNIT-001 Báo cáo CCHC.xlsx"
    (tmp_path / "Xã Lát huyện Lạc Dương.zip").write_bytes(zip_of({"Báo cáo CCHC.xlsx": nameless}))
    read = json.loads(run("read", tmp_path, "--format", "json").stdout)
    assert {line["reporting_unit"] for line in read} == {"Xã Lát"}


def test_links_of_a_check_lead_to_the_zip_and_never_into_it(received, tmp_path):
    (received / "sai.zip").write_bytes(zip_of({"BM3/Xã Lát.xlsx": WRONG}))
    page, book, sarif = (tmp_path / f"k.{kind}" for kind in ("html", "xlsx", "sarif"))
    for report in (page, book, sarif):
        run("check", received, "--format", report.suffix[1:], "-o", report)
    links = {unquote(link) for link in re.findall(r'href="([^"#]+)"', page.read_text(encoding="utf-8"))}
    sheets = openpyxl.load_workbook(book).worksheets
    cells = [c.hyperlink for s in sheets for row in s.iter_rows() for c in row if c.hyperlink]
    external = {unquote(link.target).replace("\\", "/") for link in cells if link.target}
    assert "nhận/sai.zip" in links & external
    assert all((tmp_path / link).is_file() for link in links | external)
    assert not [link for link in cells if link.location and link.target and "sai.zip" in link.target]
    run_ = json.loads(sarif.read_text(encoding="utf-8"))["runs"][0]
    places = {unquote(each["location"]["uri"]): each["hashes"] for each in run_["artifacts"]}
    assert "nhận/sai.zip/BM3/Xã Lát.xlsx" in places
    assert len({each["sha-256"] for each in places.values()}) == len(places)


def test_marked_copies_of_files_in_zips_stand_in_folders_of_the_zips_names(tmp_path):
    folder, out = tmp_path / "nhận", tmp_path / "trả"
    folder.mkdir()
    inner = zip_of({"c.xlsx": WRONG})
    (folder / "thư.zip").write_bytes(zip_of({"con/a.xlsx": WRONG, "b.xlsx": WRONG, "gói.zip": inner}))
    assert run("check", folder, "--mark", out).exit_code == 1
    marked = ["thư/b.xlsx", "thư/con/a.xlsx", "thư/gói/c.xlsx"]
    assert sorted(contents(out)) == marked
    again = tmp_path / "lại"
    run("check", folder / "thư.zip", "--mark", again)
    assert sorted(contents(again)) == marked
    before = contents(folder)
    run("check", folder / "thư.zip/b.xlsx", "--mark", tmp_path / "một")
    assert sorted(contents(tmp_path / "một")) == ["thư/b.xlsx"]
    assert contents(folder) == before


def test_a_file_in_a_zip_is_a_source_to_fill_a_template_with(received, tmp_path):
    target = tmp_path / "lat.xlsx"
    assert run("fill", received / "thu-tu-xa-lat.zip/Xã Lát.xlsx", "-o", target).exit_code == 0
    assert target.exists()
    asked = run("fill", received / "thu-tu-xa-lat.zip", "-o", tmp_path / "khac.xlsx")
    assert asked.exception.finding.code == "FILE-047"


# ---- files that are open ----


def test_a_report_that_is_open_is_read_and_said_to_be(received):
    (received / "~$Xã Đạ Sar 2025-Q1.xlsx").write_bytes(b"\x06Lan Vu".ljust(165))
    checked = json.loads(run("check", received, "--format", "json").output)["files"]
    found = {
        each["file"]: [f["code"] for f in each["findings"] if f["code"] == "FILE-040"] for each in checked
    }
    assert found.pop("Xã Đạ Sar 2025-Q1.xlsx") == ["FILE-040"]
    assert set(map(tuple, found.values())) == {()}
    told = run("consolidate", received, "--dry-run").output
    assert "tệp đang mở trong Excel" in told
    assert "«~$Xã Đạ Sar 2025-Q1.xlsx»" in told


def test_a_result_that_is_open_is_refused_before_anything_is_read(received, tmp_path):
    target = tmp_path / "huyen.xlsx"
    target.write_bytes(b"before")
    (tmp_path / ".~lock.huyen.xlsx#").write_text("Lan Vũ,MAY/lan,may,;", encoding="utf-8")
    for command in (["consolidate", received], ["check", received, "--format", "xlsx"], ["read", received]):
        done = run(*command, "-o", target, "--force")
        assert done.exception.finding.code == "FILE-048"
        assert "LibreOffice (người mở: Lan Vũ)" in done.exception.finding.message()
    assert target.read_bytes() == b"before"
