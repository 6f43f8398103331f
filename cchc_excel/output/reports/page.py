"""A check as one web page that needs no network: it opens by double-click, and is searched, filtered and
printed there."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from cchc_excel.errors import Severity
from cchc_excel.model.cover_fields import CHECK_REPORT
from cchc_excel.output.reports import wording
from cchc_excel.output.reports.content import Content
from cchc_excel.output.reports.links import uri
from cchc_excel.words import format_value

_FOLDER = "cchc_excel.output.reports"


def as_page(content: Content) -> str:
    """`check --format html`: everything that stands in a file is escaped; style and script are allowed by
    their hashes, nothing else is."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    style, script = _text_of("page.css"), _text_of("page.js")
    environment.filters |= {
        "uri": uri,
        "word": lambda words: words.in_(content.lang),
        "value": lambda value: format_value(value, content.lang),
    }
    return environment.from_string(_text_of("page.html")).render(
        content=content,
        w=wording,
        severities=tuple(Severity),
        style=style,
        script=script,
        policy=_policy(style, script),
        generator=CHECK_REPORT,
    )


def _policy(style: str, script: str) -> str:
    """The content security policy: no source but our own style and script."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _text_of(name: str) -> str:
    return files(_FOLDER).joinpath("web", name).read_text(encoding="utf-8")
