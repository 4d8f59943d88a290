"""The drawing of a machine with the way of a case marked in it: the states it passed, the arrows it took, and the
state it is in.

The drawings are made beforehand (`workflows.diagram`); here they are only coloured, and cut to the part that
matters. A way is told by more than colour: arrows taken are thick, the present state is filled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from html import escape
from pathlib import Path

from django.conf import settings

_CODE = re.compile(r"[a-z0-9_]{1,60}")
_RECT = re.compile(r"(<rect [^>]*?)fill=\"[^\"]*\" stroke=\"[^\"]*\" stroke-width=\"[^\"]*\"")
_TEXT = re.compile(r"(<(?:text|tspan)[^>]*? )fill=\"[^\"]*\"")
_HERE = r'\1fill="#0017c1" stroke="#000060" stroke-width="3"'
_PASSED = r'\1fill="#c5d7fb" stroke="#0017c1" stroke-width="2"'
_ON_IT = r'\1fill="#ffffff"'
_ARROW = re.compile(
    r'<path class="tr" data-from="(?P<source>[^"]*)" data-to="(?P<target>[^"]*)" data-steps="(?P<steps>[^"]*)" '
    r'(?P<line>d="(?P<points>[^"]*)" fill="none") stroke="[^"]*" stroke-width="[^"]*"/>'
    r'(?:\n<polygon points="(?P<tip>[^"]*)" fill="[^"]*"/>)?'
)
_GROUP = re.compile(r'<g id="st-[a-z0-9_]+"')
_BOX = re.compile(r'<rect x="([-\d.]+)" y="([-\d.]+)" width="([-\d.]+)" height="([-\d.]+)"')
_VIEW = re.compile(r'viewBox="0 0 (\d+) (\d+)" width="\d+" height="\d+"')
_DESC = re.compile(r'<desc id="dia-desc">[^<]*</desc>')
_TAKEN = "#0017c1"
# The box on which arrows from very many states hang (workflows.diagram.FROM_ANY).
_ANYWHERE = "@any"
# Room around what is shown, and beside a box at its edge.
AROUND, EDGE = 40, 8


@dataclass(frozen=True, slots=True)
class Hop:
    """One move on the way of a case: which step led from which state to which."""

    step: str
    source: str
    target: str


@lru_cache(maxsize=64)
def path_of(procedure: str, machine: str) -> Path | None:
    """Where the drawing of a machine is kept; None where none was made."""
    if not (_CODE.fullmatch(procedure) and _CODE.fullmatch(machine)):
        return None
    found = Path(settings.BASE_DIR) / "docs" / "procedures" / f"{procedure}-{machine}.svg"
    return found if found.is_file() else None


@lru_cache(maxsize=64)
def _plain(procedure: str, machine: str) -> str | None:
    path = path_of(procedure, machine)
    return path.read_text("utf-8") if path is not None else None


@lru_cache(maxsize=128)
def drawing(procedure: str, machine: str, state: str = "") -> str | None:
    """The drawing, with a state marked if one is given; an unknown state marks nothing."""
    svg = _plain(procedure, machine)
    return svg if svg is None else _marked(svg, state, _HERE, on_it=True)


def way_drawing(
    procedure: str, machine: str, hops: Sequence[Hop], state: str, *, said: str, around: int | None = None
) -> str | None:
    """The drawing with the way taken; None where there is none. `said` describes it for those who do not see it.
    `around` leaves the part with so many of the latest moves and the states that may come next."""
    svg = _plain(procedure, machine)
    if svg is None:
        return None
    passed = [code for hop in hops for code in (hop.source, hop.target) if code != state]
    taken = {(hop.source, hop.target) for hop in hops}
    by_step = {(hop.step, hop.target) for hop in hops}

    def draw(found: re.Match[str]) -> str:
        ends = (found["source"], found["target"])
        hung = ends[0] == _ANYWHERE and any((s, ends[1]) in by_step for s in found["steps"].split())
        if ends not in taken and not hung:
            return found[0]
        tip = f'\n<polygon points="{found["tip"]}" fill="{_TAKEN}"/>' if found["tip"] else ""
        return (
            f'<path class="tr taken" data-from="{ends[0]}" data-to="{ends[1]}" data-steps="{found["steps"]}" '
            f'{found["line"]} stroke="{_TAKEN}" stroke-width="4"/>{tip}'
        )

    svg = _ARROW.sub(draw, svg)
    for code in dict.fromkeys(passed):
        svg = _marked(svg, code, _PASSED, on_it=False)
    svg = _marked(svg, state, _HERE, on_it=True)
    svg = _DESC.sub(lambda _: f'<desc id="dia-desc">{escape(said)}</desc>', svg, count=1)
    if around is None:
        return svg
    near = [code for hop in hops[len(hops) - around :] for code in (hop.source, hop.target)]
    return _cut(svg, [*near, state, *_next(svg, state)])


def _next(svg: str, state: str) -> list[str]:
    """The states to which an arrow leads from the present one."""
    return [found["target"] for found in _ARROW.finditer(svg) if found["source"] == state]


def _group(svg: str, state: str) -> tuple[int, int] | None:
    start = svg.find(f'<g id="st-{state}"') if _CODE.fullmatch(state) else -1
    if start < 0:
        return None
    end = svg.find('<g id="st-', start + 1)
    return start, len(svg) if end < 0 else end


def _marked(svg: str, state: str, look: str, *, on_it: bool) -> str:
    where = _group(svg, state)
    if where is None:
        return svg
    start, end = where
    # The box of a state that ends the procedure is drawn double.
    group = _RECT.sub(look, svg[start:end])
    return svg[:start] + (_TEXT.sub(_ON_IT, group) if on_it else group) + svg[end:]


@dataclass(frozen=True, slots=True)
class _Part:
    """A rectangle of the drawing."""

    left: float
    top: float
    right: float
    bottom: float

    def with_(self, other: _Part) -> _Part:
        """The smallest that holds both."""
        return _Part(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def wider(self, by: float) -> _Part:
        return _Part(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def within(self, other: _Part) -> _Part:
        """What of it lies in the other."""
        return _Part(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )

    def touches(self, other: _Part) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def _boxes(svg: str) -> list[_Part]:
    """Where the states stand."""
    boxes = (_BOX.search(svg, group.end()) for group in _GROUP.finditer(svg))
    return [_part(box) for box in boxes if box is not None]


def _part(box: re.Match[str]) -> _Part:
    x, y, width, height = (float(part) for part in box.groups())
    return _Part(x, y, x + width, y + height)


def _cut(svg: str, states: Iterable[str]) -> str:
    """The part of the drawing around these states, and around those that it would else cut through."""
    groups = (_group(svg, state) for state in states)
    wanted = [box for where in groups if where is not None if (box := _BOX.search(svg, *where)) is not None]
    whole = _VIEW.search(svg)
    if not wanted or whole is None:
        return svg
    sheet = _Part(0, 0, float(whole[1]), float(whole[2]))
    part = reduce(_Part.with_, map(_part, wanted)).wider(AROUND).within(sheet)
    boxes = [box.wider(EDGE).within(sheet) for box in _boxes(svg)]
    while (grown := reduce(_Part.with_, filter(part.touches, boxes), part)) != part:
        part = grown
    left, top, width, height = part.left, part.top, part.right - part.left, part.bottom - part.top
    view = (
        f'viewBox="{left:.0f} {top:.0f} {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}"'
    )
    return svg.replace(whole[0], view, 1)
