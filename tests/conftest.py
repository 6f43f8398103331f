"""Fixtures for all tests: the catalogue, the levels, the register, and LibreOffice as the oracle of
formulas."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from cchc_excel.catalog.administration import load_administration, load_register
from cchc_excel.catalog.loader import load_catalogue
from cchc_excel.model.administration import Administration, Register
from cchc_excel.model.forms import Catalogue

Recalculate = Callable[[Sequence[Path]], dict[str, Path]]
SaveAs = Callable[[Path, str], Path]

_PLANTED, _WRONG, _RIGHT = "planted.xlsx", 777, 71
_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
</oor:items>
"""


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="session")
def administration() -> Administration:
    return load_administration()


@pytest.fixture(scope="session")
def register() -> Register:
    return load_register()


@pytest.fixture(scope="session")
def soffice() -> str:
    """The LibreOffice program; without it a test is skipped, and fails in CI."""
    program = shutil.which("soffice")
    if program is None:
        reason = "LibreOffice (soffice) is not on PATH: the formulas were NOT checked against a spreadsheet program"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return program


@pytest.fixture(scope="session")
def recalculate(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Recalculate:
    """Let LibreOffice compute every formula of some workbooks afresh; gives the saved copies by file name.

    All files go through one call. A planted wrong result goes with them and must come back right: by
    default
    LibreOffice keeps the results that a file brings along.
    """
    profile = tmp_path_factory.mktemp("soffice-profile")
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE, encoding="utf-8")

    def run(files: Sequence[Path]) -> dict[str, Path]:
        names = [file.name for file in files]
        assert len({*names, _PLANTED}) == len(names) + 1, f"file names must differ: {names}"
        saved = tmp_path_factory.mktemp("recalculated")
        planted = _plant(tmp_path_factory.mktemp("planted") / _PLANTED)
        done = subprocess.run(
            [
                soffice,
                f"-env:UserInstallation={profile.as_uri()}",
                "--headless",
                "--norestore",
                "--convert-to",
                "xlsx:Calc MS Excel 2007 XML",
                "--outdir",
                str(saved),
                str(planted),
                *map(str, files),
            ],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        missing = [name for name in (_PLANTED, *names) if not (saved / name).exists()]
        assert not missing, f"LibreOffice did not save {missing}: {done.stdout}{done.stderr}"
        _prove(saved / _PLANTED)
        return {name: saved / name for name in names}

    return run


@pytest.fixture(scope="session")
def save_as(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> SaveAs:
    """Let LibreOffice save a file as another kind, by its ending: `save_as(path, "ods")`."""
    profile = tmp_path_factory.mktemp("soffice-profile")

    def run(file: Path, ending: str) -> Path:
        folder = tmp_path_factory.mktemp("saved")
        command = [soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
        command += ["--convert-to", ending, "--outdir", str(folder), str(file)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        saved = folder / f"{file.stem}.{ending.partition(':')[0]}"
        assert saved.exists(), f"LibreOffice did not save {saved.name}: {done.stdout}{done.stderr}"
        return saved

    return run


def _plant(path: Path) -> Path:
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_number("A1", 70)
        sheet.write_formula("B1", "=A1+1", None, _WRONG)
    return path


def _prove(path: Path) -> None:
    workbook = openpyxl.load_workbook(path, data_only=True)
    result = workbook.active["B1"].value
    workbook.close()
    assert result == _RIGHT, f"LibreOffice did not recalculate: a planted {_WRONG} came back as {result}"
