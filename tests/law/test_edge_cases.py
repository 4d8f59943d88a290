"""Eighty edge cases of the law, each settled by at least one test of `tests/law/edge/`."""

from __future__ import annotations

import importlib
from pathlib import Path

from tests.law.files import EDGE

HERE = Path(__file__).parent / "edge"

# An edge case that no test of the law can settle, and where it is dealt with instead.
REASONS: dict[int, str] = {}


def test_every_edge_case_is_settled_by_a_test_or_explained():
    for path in sorted(HERE.glob("test_*.py")):
        importlib.import_module(f"tests.law.edge.{path.stem}")
    assert not set(EDGE) & set(REASONS)
    assert {*EDGE, *REASONS} == set(range(1, 81))


def test_every_test_there_names_its_edge_case():
    marked = {name for names in EDGE.values() for name in names}
    for path in sorted(HERE.glob("test_*.py")):
        module = importlib.import_module(f"tests.law.edge.{path.stem}")
        assert {name for name in vars(module) if name.startswith("test_")} <= marked
