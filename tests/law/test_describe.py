"""A procedure told: as data, as a page, as a picture."""

from __future__ import annotations

import io
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from casework.management.commands.describe_procedures import Command
from tests.law.toy import NO_STAY, changed, text, toy
from workflows import diagram as diagrams
from workflows.declare import ANY, Invariant, Step
from workflows.describe import as_data, as_page, coverage, example, table_ids
from workflows.diagram import diagram, em_width, wrap
from workflows.engine import Procedure
from workflows.roles import Role
from workflows.texts import Text

SVG = "{http://www.w3.org/2000/svg}"
pytest.importorskip("pygraphviz", reason="the diagrams are laid out by Graphviz")

ELSEWHERE = Invariant(
    "inv_sum", text("a sum"), "icrra 44-2(2)", (), elsewhere=Text("試験による", "by a test")
)


@pytest.fixture(scope="module")
def deportation() -> Procedure:
    from workflows.procedures.deportation import DEPORTATION

    return DEPORTATION


# --- data -------------------------------------------------------------------------------------------


def test_the_data_is_json_and_names_everything_by_id() -> None:
    data = json.loads(json.dumps(as_data(toy(invariants=(ELSEWHERE,)))))
    assert set(data["machines"]) == {"stage", "custody", "court"}
    removed = data["steps"]["removed"]
    assert removed["from"] == ["order"] and removed["to"] == ["gone"]
    assert removed["citations"] == [{"act": "icrra", "article": "39", "paragraph": "1", "item": None}]
    assert removed["refused_unless"][0]["code"] == NO_STAY.code
    assert removed["carries"] == [{"step": "custody_ended", "conditional": False}]
    assert data["clocks"]["clk_warrant"]["citations"][0]["article"] == "41"
    assert data["invariants"]["inv_sum"]["proved_by"] == "test"


def test_the_data_of_deportation_holds_every_id_of_the_tables(deportation: Procedure) -> None:
    data = json.loads(json.dumps(as_data(deportation)))
    tables = table_ids("deportation")
    assert set(tables["transitions"]) <= set(data["steps"])
    assert set(tables["clocks"]) <= set(data["clocks"])
    assert set(tables["invariants"]) <= set(data["invariants"])
    for step in data["steps"].values():
        assert step["citations"]
        for citation in step["citations"]:
            assert {"act", "article", "paragraph", "item"} <= set(citation)


# --- page -------------------------------------------------------------------------------------------


def test_the_page_has_a_row_for_each_step_and_says_when_it_is_refused() -> None:
    page = as_page(toy(invariants=(ELSEWHERE,)))
    for step in ("detained", "ordered", "removed", "halted"):
        assert page.count(f"`{step}` |") + page.count(f"`{step}`<br>") >= 1
    (row,) = [line for line in page.splitlines() if line.startswith("| ") and "`removed` |" in line]
    assert NO_STAY.rule.ja in row and "行訴法第25条第2項" in row and "`custody_ended`" in row
    assert "![和stage](toy-stage.svg)" in page
    assert "試験による" in page


def test_the_tables_of_the_page_are_whole(deportation: Procedure) -> None:
    width = 0
    for line in as_page(deportation).splitlines():
        bars = len(re.findall(r"(?<!\\)\|", line))
        if not line.startswith("|"):
            width = 0
        elif width == 0:
            width = bars
        else:
            assert bars == width, line[:120]


def test_every_clock_with_a_date_shows_its_working(deportation: Procedure) -> None:
    for clock in deportation.clocks.values():
        due = example(clock)
        if due is not None:
            assert due.working("ja") and due.working("en"), clock.id
            assert due.alarm_at <= due.legal_at, clock.id


# --- diagram ----------------------------------------------------------------------------------------


def test_the_diagram_has_stable_ids_and_no_styles() -> None:
    picture = diagram(toy().machines["custody"])
    root = ET.fromstring(picture)
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title") is not None and root.find(f"{SVG}desc") is not None
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    assert {"st-free", "st-held", "st-ended", "tr-detained", "tr-screened", "tr-custody_ended"} <= set(ids)
    assert "<style" not in picture and "style=" not in picture and "<script" not in picture
    assert {e.get("class") for e in root.iter() if e.get("class")} == {"st", "tr"}
    # An end is drawn with two lines, any other state with one.
    rects = {
        e.get("id"): len(e.findall(f"{SVG}rect")) for e in root.iter(f"{SVG}g") if e.get("class") == "st"
    }
    assert rects == {"st-free": 1, "st-held": 1, "st-ended": 2}
    assert diagram(toy().machines["custody"]) == picture


def test_text_from_a_declaration_cannot_break_the_picture() -> None:
    nasty = toy(detained=changed("detained", label=Text("</text><script>&\"'", "<b>")))
    picture = diagram(nasty.machines["custody"])
    assert "<script" not in picture
    ET.fromstring(picture)


def test_a_step_from_many_states_hangs_on_a_place_of_its_own() -> None:
    end = Step("ended", "custody", (ANY,), "ended", text("ended"), "icrra 25(1)", (Role.CONTROL_OFFICER,))
    ids = re.findall(r'id="([^"]+)"', diagram(toy((*toy().steps.values(), end)).machines["custody"]))
    assert "st-any" in ids and ids.count("tr-ended") == 1


def test_every_state_and_step_of_deportation_is_in_its_picture(deportation: Procedure) -> None:
    for machine in deportation.machines.values():
        picture = diagram(machine)
        ids = set(re.findall(r'id="([^"]+)"', picture))
        assert {f"st-{code}" for code in machine.states} <= ids, machine.code
        assert {f"tr-{step}" for step in machine.steps} <= ids, machine.code
        assert "style=" not in picture


def test_lines_are_even_and_fit() -> None:
    assert round(em_width("退去ab"), 2) == 3.1
    assert wrap("収容又は監理措置の別が決定", 12) == ["収容又は監理措置の", "別が決定"]
    assert wrap("監理措置 (退令前, 44条の2)", 12) == ["監理措置", "(退令前, 44条の2)"]
    assert wrap("released from criminal custody", 10) == ["released from", "criminal custody"]
    for line in wrap("主任審査官による審査及び退去強制令書の発付を待つ間の状態", 12):
        assert em_width(line) <= 13


def test_without_graphviz_the_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pygraphviz", None)
    with pytest.raises(diagrams.NoGraphviz, match=r"requirements-dev\.lock"):
        diagram(toy().machines["court"])


# --- coverage ---------------------------------------------------------------------------------------


def test_nothing_of_the_tables_is_missing_without_a_reason(deportation: Procedure) -> None:
    found = coverage(deportation)
    assert set(found.missing) == set(found.left_out)
    for id in (*deportation.steps, *deportation.clocks):
        assert f"`{id}`" in found.page, id
    assert "|  |" not in found.page


# --- the command ------------------------------------------------------------------------------------


def command(docs: Path, **options: bool) -> str:
    out = io.StringIO()
    Command(stdout=out).handle(**({"json": False, "check": False, "docs": docs} | options))
    return out.getvalue()


def test_the_command_writes_checks_and_prints(tmp_path: Path) -> None:
    assert "files written" in command(tmp_path)
    page = tmp_path / "procedures" / "deportation.md"
    assert page.exists() and (tmp_path / "law-coverage.md").exists()
    assert (tmp_path / "procedures" / "deportation-custody.svg").exists()
    assert "in step" in command(tmp_path, check=True)
    page.write_text(page.read_text("utf-8") + "x", "utf-8")
    (tmp_path / "law-coverage.md").unlink()
    (tmp_path / "procedures" / "old.svg").write_text("<svg/>")
    with pytest.raises(CommandError) as failed:
        command(tmp_path, check=True)
    told = str(failed.value)
    assert "deportation.md differs" in told
    assert "law-coverage.md is missing" in told
    assert "old.svg belongs to nothing" in told
    data = json.loads(command(tmp_path, json=True))
    assert set(table_ids("deportation")["transitions"]) <= set(data["deportation"]["steps"])


def test_the_committed_documents_are_in_step() -> None:
    assert "in step" in command(Path(__file__).resolve().parents[2] / "docs", check=True)
