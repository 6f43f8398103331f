"""Chromium as the oracle of web pages, driven over WebDriver (W3C) with the standard library only."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""The key of an element's reference, fixed by the standard."""
_STARTED = "was started successfully on port "


class Browser:
    """A page in Chromium as a person uses it: look, type, choose, press."""

    def __init__(self, port: int, width: int) -> None:
        self._base = f"http://127.0.0.1:{port}/session"
        arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        chrome: dict[str, Any] = {
            "args": [*arguments, "--hide-scrollbars", "--window-size=1200,1000"],
            "mobileEmulation": {"deviceMetrics": {"width": width, "height": 800, "pixelRatio": 1}},
        }
        capabilities = {"goog:chromeOptions": chrome, "goog:loggingPrefs": {"browser": "ALL"}}
        started = self._post("", {"capabilities": {"alwaysMatch": capabilities}})
        self._base += "/" + started["sessionId"]

    def open(self, page: Path, anchor: str = "") -> None:
        self._post("/url", {"url": page.absolute().as_uri() + anchor})

    def run(self, script: str, *arguments: object) -> Any:
        """What a script gives that begins with `return`."""
        return self._post("/execute/sync", {"script": script, "args": list(arguments)})

    def emulate_scheme(self, scheme: str) -> None:
        """Let the page take the person for one who prefers a `light` or a `dark` screen."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self._post(
            "/goog/cdp/execute", {"cmd": "Emulation.setEmulatedMedia", "params": {"features": features}}
        )

    def type(self, selector: str, text: str) -> None:
        """Press the keys of a text in a field, one by one."""
        self._post(f"{self._element(selector)}/value", {"text": text})

    def click(self, selector: str) -> None:
        self._post(f"{self._element(selector)}/click", {})

    def visible(self, selector: str) -> list[str]:
        """The texts of those elements that a person sees."""
        script = (
            "return [...document.querySelectorAll(arguments[0])].filter(e => e.getClientRects().length)"
            ".map(e => e.textContent.replace(/\\s+/g, ' ').trim())"
        )
        return self.run(script, selector)

    def complaints(self) -> list[str]:
        """What the console says: errors of scripts, what the page's policy refused, what could not be
        loaded."""
        return [entry["message"] for entry in self._post("/se/log", {"type": "browser"})]

    def screenshot(self, target: Path) -> None:
        target.write_bytes(base64.b64decode(self._call("GET", "/screenshot")))

    def close(self) -> None:
        self._call("DELETE", "")

    def _element(self, selector: str) -> str:
        found = self._post("/element", {"using": "css selector", "value": selector})
        return f"/element/{found[_ELEMENT]}"

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        return self._call("POST", path, json.dumps(body).encode("utf-8"))

    def _call(self, method: str, path: str, body: bytes | None = None) -> Any:
        request = urllib.request.Request(self._base + path, body, {"Content-Type": "application/json"})
        request.method = method
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as refused:
            raise AssertionError(refused.read().decode("utf-8")) from refused


@contextmanager
def chromium(width: int) -> Iterator[Browser]:
    """A browser whose window is `width` CSS pixels wide; without Chromium a test is skipped, and fails in
    CI."""
    driver = shutil.which("chromedriver")
    if driver is None or not (shutil.which("chromium") or shutil.which("google-chrome")):
        reason = "chromium and chromedriver are not on PATH: the page was NOT tested in a browser"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with subprocess.Popen([driver, "--port=0"], stdout=subprocess.PIPE, text=True) as service:
        try:
            browser = Browser(_port(service), width)
            yield browser
            browser.close()
        finally:
            service.terminate()


def _port(service: subprocess.Popen[str]) -> int:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and (line := service.stdout.readline()):
        if _STARTED in line:
            return int(line.partition(_STARTED)[2].strip(" .\n"))
    raise AssertionError("chromedriver did not start")
