"""The bars of a chart by unit: which units it shows, and what each percent is made of, as live formulas over
`Chi tiết`. How they are drawn stands in `charts`.

Up to 25 leaf reports are a bar each. More are grouped by the unit above them, their percent recomputed from
summed parts; where that leaves more than 25 bars, or only one, the lowest 20 are shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum, isfinite

from cchc_excel.model import sheets
from cchc_excel.model.administration import Administration
from cchc_excel.model.expressions import ExcelCell, computed, references, value_as_excel
from cchc_excel.model.forms import EVERY_LEVEL, Catalogue, Chart, Indicator, Operator
from cchc_excel.model.reports import Cover, Report
from cchc_excel.output.book import Content
from cchc_excel.output.detail import A_NUMBER, Detail
from cchc_excel.output.template import cell_value

MOST, LOWEST = 25, 20
MISSING = '"–"'
"""What stands where a unit has no value: never a 0."""


@dataclass(frozen=True, slots=True)
class Leaves:
    """The leaf lines of `Chi tiết` as bars are made of them."""

    reports: Sequence[Report]
    numbers: Sequence[Mapping[str, float]]
    names: Mapping[str, int]
    """How many leaves have a name."""
    detail: Detail
    catalogue: Catalogue
    administration: Administration

    @classmethod
    def of(
        cls, reports: Sequence[Report], detail: Detail, catalogue: Catalogue, administration: Administration
    ) -> Leaves:
        numbers, names = [leaf.numbers for leaf in reports], Counter(leaf.name for leaf in reports)
        return cls(reports, numbers, names, detail, catalogue, administration)


@dataclass(frozen=True, slots=True)
class Bunch:
    """The leaves of one bar, by their numbers; `above` and `own` say that a formula finds them by the unit
    above them, and by their own name. A single leaf is found by its line, a unit without a report nowhere."""

    name: str
    lines: tuple[int, ...]
    above: bool = False
    own: bool = False

    @property
    def is_group(self) -> bool:
        return self.above or self.own


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `value` is a fraction, None where there is none."""

    bunch: Bunch
    row: Indicator
    value: float | None


@dataclass(frozen=True, slots=True)
class Bars:
    """What a chart shows, from the lowest up, what has no value first; and how much of all that is."""

    chart: Chart
    shown: tuple[Bar, ...]
    is_grouped: bool
    with_value: int
    without: int

    @property
    def is_cut(self) -> bool:
        """True when there are more bars than are shown."""
        return self.with_value + self.without > len(self.shown)

    @property
    def rows(self) -> tuple[Indicator, ...]:
        """The rows that the bars are of, each once."""
        with_value = [bar.row for bar in self.shown if bar.value is not None]
        return tuple({row.id: row for row in with_value or [bar.row for bar in self.shown]}.values())


def bunches_of(leaves: Leaves, cover: Cover, absent: Sequence[str]) -> tuple[Bunch, ...]:
    """How the leaves stand together in all charts of a file; units that sent nothing stand there too as long
    as there is room."""
    singles = [Bunch(_name(n, leaves), (n,)) for n in range(len(leaves.reports))]
    if len(singles) <= MOST:
        room = MOST - len(singles)
        return (*singles, *(Bunch(name, ()) for name in (absent if len(absent) <= room else ())))
    groups = _groups(leaves) if _names_tell_groups_apart(leaves, cover) else ()
    return groups if len(groups) > 1 else tuple(singles)


def bars_of(chart: Chart, bunches: Sequence[Bunch], leaves: Leaves) -> Bars:
    """The bars of one chart."""
    is_grouped = any(bunch.is_group for bunch in bunches)
    common = _common_row(chart, bunches, leaves) if is_grouped else None
    bars = [_bar(bunch, common or _own_row(chart, bunch, leaves), leaves) for bunch in bunches]
    filled = sorted((bar for bar in bars if bar.value is not None), key=lambda bar: bar.value)
    without = [bar for bar in bars if bar.value is None]
    shown = [*without, *filled] if len(bars) <= MOST else (filled or without)[:LOWEST]
    return Bars(chart, tuple(shown), is_grouped, len(filled), len(without))


# ---- Who stands together ----


def _name(n: int, leaves: Leaves) -> str:
    """A leaf's name, with the unit above it where another leaf has the same."""
    leaf = leaves.reports[n]
    return f"{leaf.name} ({leaf.parent_name})" if _has_namesake(n, leaves) else leaf.name


def _has_namesake(n: int, leaves: Leaves) -> bool:
    leaf = leaves.reports[n]
    return bool(leaf.parent_name) and leaves.names[leaf.name] > 1


def _names_tell_groups_apart(leaves: Leaves, cover: Cover) -> bool:
    """True when at most one level stands between the leaves and the unit of the file: below one province no
    two districts have one name, in the whole country they have."""
    administration = leaves.administration
    chain = administration.chain(cover.period.end)
    between = [level for level in chain if administration.is_below(_lowest(leaves), level)]
    return sum(administration.is_below(level, cover.level) for level in between) <= 1


def _lowest(leaves: Leaves) -> str:
    """The lowest level of which there are leaves."""
    return min(
        (leaf.cover.level for leaf in leaves.reports), key=lambda i: leaves.administration.level(i).rank
    )


def _groups(leaves: Leaves) -> tuple[Bunch, ...]:
    """The leaves of the lowest level by the unit above them; one of a higher level with those below it."""
    lowest = _lowest(leaves)
    found: dict[str, list[int]] = {}
    names: dict[str, str] = {}
    for n, leaf in enumerate(leaves.reports):
        name = leaf.parent_name if leaf.cover.level == lowest else leaf.name
        names.setdefault(name.casefold(), name)  # as conditions compare names
        found.setdefault(name.casefold(), []).append(n)
    return tuple(
        Bunch(
            names[key],
            tuple(lines),
            above=any(leaves.reports[n].cover.level == lowest for n in lines),
            own=any(leaves.reports[n].cover.level != lowest for n in lines),
        )
        for key, lines in found.items()
    )


# ---- Which row, and its value ----


def _own_row(chart: Chart, bunch: Bunch, leaves: Leaves) -> Indicator:
    """The row that a single unit is shown by: that of its level, or the first with a value of those that its
    level or one below it reports."""
    rows = [leaves.catalogue.indicators[i] for i in chart.rows]
    if not bunch.lines:
        return rows[0]
    level = leaves.reports[bunch.lines[0]].cover.level
    of_level = sorted(
        (row for row in rows if _may_be_of(row, level, leaves)), key=lambda row: row.reported_by != level
    )
    filled = (row for row in of_level if _value(bunch, row, leaves) is not None)
    return next(filled, (of_level or rows)[0])


def _may_be_of(row: Indicator, level: str, leaves: Leaves) -> bool:
    if row.reported_by in (EVERY_LEVEL, level):
        return True
    return leaves.administration.is_below(row.reported_by, level)


def _common_row(chart: Chart, bunches: Sequence[Bunch], leaves: Leaves) -> Indicator:
    """The first row that any group has a value of."""
    rows = [leaves.catalogue.indicators[i] for i in chart.rows]
    return next((r for r in rows if any(_value(b, r, leaves) is not None for b in bunches)), rows[0])


def _bar(bunch: Bunch, row: Indicator, leaves: Leaves) -> Bar:
    return Bar(bunch, row, _value(bunch, row, leaves))


def _value(bunch: Bunch, row: Indicator, leaves: Leaves) -> float | None:
    if row.consolidate is Operator.MEAN:
        total, count = (part.value for part in _mean_parts(bunch, row, leaves))
        return total / count if count else None
    sums = {i: s for i in references(row.equals) if (s := _sum(bunch, i, leaves)) is not None}
    value = computed(row.equals, sums)
    if value is None and not bunch.is_group:
        value = _sum(bunch, row.id, leaves)
    return value if value is not None and isfinite(value) else None


def _sum(bunch: Bunch, row_id: str, leaves: Leaves) -> float | None:
    row = leaves.catalogue.indicators[row_id]
    values = [cell_value(leaves.numbers[n][row_id], row) for n in bunch.lines if row_id in leaves.numbers[n]]
    return fsum(values) if values else None


# ---- As formulas ----


def name_of(bar: Bar, leaves: Leaves) -> Content:
    """A bar's name: of a single unit the cell where it stands in `Chi tiết`."""
    bunch = bar.bunch
    if bunch.is_group or not bunch.lines:
        return Content(bunch.name)
    (n,) = bunch.lines
    cell, above = (leaves.detail.known_cell(heading, n) for heading in (sheets.UNIT_NAME, sheets.PARENT))
    return Content(bunch.name, f'{cell}&" ("&{above}&")"' if _has_namesake(n, leaves) else cell)


def part_names(row: Indicator, catalogue: Catalogue) -> tuple[str, ...]:
    """What the parts of a bar are called, in the order of `parts_of`."""
    if row.consolidate is Operator.MEAN:
        return ("Tổng các tỷ lệ", "Số đơn vị có số liệu")
    return tuple(f"{catalogue.indicators[i].label} ({i.partition(':')[2]})" for i in references(row.equals))


def parts_of(bar: Bar, name_cell: str, leaves: Leaves) -> tuple[Content, ...]:
    """What a bar's percent is computed from; `name_cell` holds the name of its group."""
    bunch, row = bar.bunch, bar.row
    if row.consolidate is Operator.MEAN:
        total, count = _mean_parts(bunch, row, leaves)
        summed = _summed(bunch, row.id, name_cell, leaves)
        return (
            Content(total.value, summed),
            Content(count.value, _counted(bunch, row.id, name_cell, leaves)),
        )
    return tuple(
        Content(_sum(bunch, i, leaves), _summed(bunch, i, name_cell, leaves)) for i in references(row.equals)
    )


def percent_of(bar: Bar, part_cells: Sequence[str], leaves: Leaves) -> Content:
    """A bar's percent over the cells of its parts."""
    if not bar.bunch.lines:
        return Content("–")
    row, shown = bar.row, "–" if bar.value is None else bar.value
    if row.consolidate is Operator.MEAN:
        total, count = part_cells
        return Content(shown, f"IF({count}=0,{MISSING},{total}/{count})")
    cells = dict(zip(references(row.equals), part_cells, strict=True))
    otherwise = MISSING
    if not bar.bunch.is_group:
        stated = leaves.detail.cell(row.id, bar.bunch.lines[0])
        otherwise = f"IF(ISNUMBER({stated}),{stated},{MISSING})"
    scales = leaves.catalogue.indicators
    formula = value_as_excel(row.equals, lambda i: ExcelCell(cells[i], scales[i].scale), otherwise)
    return Content(shown, formula)


def _mean_parts(bunch: Bunch, row: Indicator, leaves: Leaves) -> tuple[Content, Content]:
    """The sum and the number of the values that a mean is taken of."""
    return Content(_sum(bunch, row.id, leaves)), Content(
        sum(row.id in leaves.numbers[n] for n in bunch.lines)
    )


def _summed(bunch: Bunch, row_id: str, name_cell: str, leaves: Leaves) -> str | None:
    """A part as a formula: the cell of one leaf, or the sum over a group; blank where nothing stands."""
    if not bunch.lines:
        return None
    if not bunch.is_group:
        cell = leaves.detail.cell(row_id, bunch.lines[0])
        return f'IF(ISNUMBER({cell}),{cell},"")'
    values = leaves.detail.range(row_id)
    sums = "+".join(f"SUMIFS({values},{picked})" for picked in _picked(bunch, name_cell, leaves))
    return f'IF({_counted(bunch, row_id, name_cell, leaves)}=0,"",{sums})'


def _counted(bunch: Bunch, row_id: str, name_cell: str, leaves: Leaves) -> str | None:
    """How many of a bar's leaves filled a row, as a formula."""
    if not bunch.lines:
        return None
    if not bunch.is_group:
        return f"COUNT({leaves.detail.cell(row_id, bunch.lines[0])})"
    values = leaves.detail.range(row_id)
    picks = _picked(bunch, name_cell, leaves)
    counts = [f"COUNTIFS({picked},{values},{A_NUMBER})" for picked in picks]
    return counts[0] if len(counts) == 1 else f"({'+'.join(counts)})"


def _picked(bunch: Bunch, name_cell: str, leaves: Leaves) -> list[str]:
    """The conditions that pick a group's leaves; a group without a name is of those that say none."""
    level = leaves.administration.level(_lowest(leaves)).name.vi
    above, name, of_level = map(leaves.detail.known_range, (sheets.PARENT, sheets.UNIT_NAME, sheets.LEVEL))
    found = []
    if bunch.above:
        found.append(f'{above},{name_cell if bunch.name else _NOTHING},{of_level},"{level}"')
    if bunch.own:
        found.append(f'{name},{name_cell},{of_level},"<>{level}"')
    return found


_NOTHING = '"="'
