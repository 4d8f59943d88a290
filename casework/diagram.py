"""The drawing of a machine with the present state of a case marked in it."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings

_CODE = re.compile(r"[a-z0-9_]{1,60}")
_RECT = re.compile(r"(<rect [^>]*?)fill=\"[^\"]*\" stroke=\"[^\"]*\" stroke-width=\"[^\"]*\"")
_TEXT = re.compile(r"(<(?:text|tspan)[^>]*? )fill=\"[^\"]*\"")
_HERE = r'\1fill="#0017c1" stroke="#000060" stroke-width="3"'
_ON_IT = r'\1fill="#ffffff"'


@lru_cache(maxsize=64)
def path_of(procedure: str, machine: str) -> Path | None:
    """Where the drawing of a machine is kept; None where none was made."""
    if not (_CODE.fullmatch(procedure) and _CODE.fullmatch(machine)):
        return None
    found = Path(settings.BASE_DIR) / "docs" / "procedures" / f"{procedure}-{machine}.svg"
    return found if found.is_file() else None


@lru_cache(maxsize=128)
def drawing(procedure: str, machine: str, state: str = "") -> str | None:
    """The drawing, with a state marked if one is given; an unknown state marks nothing."""
    path = path_of(procedure, machine)
    if path is None:
        return None
    svg = path.read_text("utf-8")
    start = svg.find(f'<g id="st-{state}"') if _CODE.fullmatch(state) else -1
    if start < 0:
        return svg
    end = svg.find('<g id="st-', start + 1)
    end = len(svg) if end < 0 else end
    group = _TEXT.sub(_ON_IT, _RECT.sub(_HERE, svg[start:end], count=1))
    return svg[:start] + group + svg[end:]
