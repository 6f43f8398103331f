"""A package that gets new parts: their names, the relationships that lead to them, their content types."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

from cchc_excel.ooxml import CONTENT_TYPES, Package, elements_called, relationship_of, relationships_of
from cchc_excel.output.package_edit.repacking import repacked
from cchc_excel.output.package_edit.xml_tree import (
    Node,
    appending,
    as_utf8,
    encoded_as,
    read_tree,
    with_patches,
)

_SUFFIXES = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": ".xlsx",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": ".xlsm",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": ".xltx",
    "application/vnd.ms-excel.template.macroEnabled.main+xml": ".xltm",
}
_NO_RELATIONSHIPS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
)


def worksheets_of(package: Package, workbook_part: str) -> Iterator[tuple[str, str]]:
    """The name and the part of each worksheet, in the workbook's order; KeyError where one has none."""
    targets = package.targets(workbook_part)
    for each in elements_called(package.xml(workbook_part), "sheet"):
        kind, part = targets[relationship_of(each)]
        if kind == "worksheet":
            yield each.get("name", ""), part


def suffix_of(package: Package, workbook_part: str) -> str:
    """The extension that a workbook of this content type must have; empty for a kind that is not known."""
    return _SUFFIXES.get(package.content_type(workbook_part), "")


@dataclass(slots=True)
class EditedPackage:
    """A package and the parts of it that become others; whatever is not put keeps its bytes."""

    package: Package
    new: dict[str, bytes | None] = field(default_factory=dict)

    def part(self, name: str) -> bytes:
        """A part as it is now."""
        content = self.new.get(name)
        return self.package.part(name) if content is None else content

    def put(self, name: str, content: bytes) -> None:
        """Let a part hold something else; nothing happens where it holds that already."""
        if name in self.new or name not in self.package.names or self.package.part(name) != content:
            self.new[name] = content

    def free_name(self, pattern: str) -> str:
        """The first name that no part has: `xl/comments{}.xml` with 1, 2, …"""
        taken = {name.casefold() for name in (*self.package.names, *self.new)}
        number = 1
        while pattern.format(number).casefold() in taken:
            number += 1
        return pattern.format(number)

    def relate(self, owner: str, kind: str, part: str) -> str:
        """Let a part lead to another by a relationship of a type; returns its id."""
        name = relationships_of(owner)
        has_any = name in self.package.names or name in self.new
        content, codec = as_utf8(self.part(name) if has_any else _NO_RELATIONSHIPS)
        root = read_tree(content, 2)
        taken, number = {each.attributes.get("Id") for each in root.children}, 1
        while f"rId{number}" in taken:
            number += 1
        target = posixpath.relpath(part, posixpath.dirname(owner) or ".")
        line = _element(root, "Relationship", {"Id": f"rId{number}", "Type": kind, "Target": target})
        self.put(name, encoded_as(with_patches(content, appending(content, root, line)), codec))
        return f"rId{number}"

    def declare(self, part: str, content_type: str, *, by_extension: bool = False) -> None:
        """Say of what kind a new part is; by its extension where no other kind has that."""
        content, codec = as_utf8(self.part(CONTENT_TYPES))
        root, extension = read_tree(content, 2), part.rpartition(".")[2]
        known = {
            each.attributes.get("Extension", "").lower(): each.attributes.get("ContentType")
            for each in root.named("Default")
        }
        if by_extension and known.get(extension) == content_type:
            return
        if by_extension and extension not in known:
            line = _element(root, "Default", {"Extension": extension, "ContentType": content_type})
        else:
            line = _element(root, "Override", {"PartName": f"/{part}", "ContentType": content_type})
        self.put(CONTENT_TYPES, encoded_as(with_patches(content, appending(content, root, line)), codec))

    def written(self) -> bytes:
        return repacked(self.package, self.new)


def _element(root: Node, name: str, attributes: Mapping[str, str]) -> bytes:
    """`<Override …/>`, with the prefix that the root has."""
    written = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{root.prefix}{name}{written}/>".encode()
