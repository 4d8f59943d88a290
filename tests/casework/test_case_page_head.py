"""The head of the case page: flags, what is pressing, the way taken and drawn, who could take a step."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from casework import diagram, moment, serious, store
from casework.diagram import Hop
from casework.models import Case, User
from casework.views import case_head
from tests.casework import case_rows as rows
from tests.casework.case_rows import FRIDAY, Staff
from workflows.declare import Step
from workflows.registry import procedures

NOW = FRIDAY + timedelta(hours=3)
HERE, PASSED, TAKEN = 'fill="#0017c1"', 'fill="#c5d7fb"', 'stroke="#0017c1" stroke-width="4"'


@pytest.fixture(name="crew")
def _crew(monkeypatch: pytest.MonkeyPatch, db: None, settings: Any, tmp_path: Path) -> Staff:
    settings.DOCUMENTS_DIR = tmp_path
    monkeypatch.setattr(moment, "now", lambda: NOW)
    return rows.staff()


def page(case: Case, who: User, path: str = "") -> str:
    response = rows.signed_in(who).get(f"/cases/{case.number}/{path}")
    assert response.status_code == 200
    return unescape(response.content.decode())


# --- flags and what is pressing -------------------------------------------------------------------


def test_flags_stand_in_the_bar(crew: Staff) -> None:
    case = rows.examined(crew)
    held = store.read(case.pk)
    assert held is not None
    dossier = held.dossier
    assert case_head.flags(dossier, private=True) == []
    dossier = replace(
        dossier,
        facts={**dossier.facts, "minor": True},
        states={**dossier.states, "refugee": "removal_stayed_refugee", "court": "court_stay"},
    )
    labels = [flag.label for flag in case_head.flags(dossier, private=True)]
    assert labels == ["未成年", "保護の申請中", "裁判所の執行停止"]
    # That somebody is a minor is a fact about the person.
    assert "未成年" not in [flag.label for flag in case_head.flags(dossier, private=False)]


def test_every_flag_looks_at_what_the_procedures_declare() -> None:
    facts = {name for p in procedures() for name in p.facts}
    states = {s for p in procedures() for m in p.machines.values() for s in m.states}
    for name in ("minor", "cell_ground", "treatment_ground", "fit_to_travel", "supervisor_vacant"):
        assert name in facts
    for state in (
        *case_head._CLAIMS,
        "sp_pending",
        "court_stay",
        "court_pending",
        "exit_restricted",
        "complaint_pending",
    ):
        assert state in states


def test_what_is_over_or_ends_within_two_days_stands_on_top(
    crew: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = rows.examined(crew)
    assert "case-pressing" not in page(case, crew.inspector)
    rows.go(
        case, "found_deportable", crew.inspector, FRIDAY, ground="overstay", reasons="理由",
        rights_explained=True, prior_removal=False, prior_departure_order=False,
    )  # fmt: skip
    monkeypatch.setattr(moment, "now", lambda: FRIDAY + timedelta(days=3))
    text = page(case, crew.chief)
    part = text[text.index('id="h-pressing"') : text.index('id="h-owed"')]
    assert "期限が近づいています" in part and "口頭審理の請求の三日" in part
    assert text.index('id="h-pressing"') < text.index('id="h-owed"')
    monkeypatch.setattr(moment, "now", lambda: FRIDAY + timedelta(days=8))
    assert "期限を過ぎています" in page(case, crew.chief)


def test_the_name_is_read_with_its_reading_and_the_person_is_a_link(crew: Staff) -> None:
    text = page(rows.examined(crew), crew.inspector)
    assert '<ruby>阮文安<rp>(</rp><rt lang="ja">グエン・ヴァン・アン</rt>' in text
    assert text.count("<h1") == 1


# --- who could take it ----------------------------------------------------------------------------


def test_a_refused_step_names_officers_who_could_take_it(crew: Staff) -> None:
    for number in range(5):
        rows.user(f"more{number}", "TYO", "inspector", full_name=f"審査 {number}郎")
    rows.user("away", "OSA", "inspector", full_name="大阪 審査")
    rows.user("gone", "TYO", "inspector", full_name="去った 人", is_active=False)
    case = rows.examined(crew)
    text = page(case, crew.control)
    why = text[text.index('id="why-found_deportable"') :]
    why = why[: why.index("</div>")]
    assert "この官署でできる職員: " in why and "ほか3人" in why
    assert "大阪 審査" not in text and "去った 人" not in text


def test_who_is_barred_by_an_earlier_step_is_not_named(crew: Staff) -> None:
    both = rows.user("both", "TYO", "control_officer", "inspector", full_name="兼務 三郎")
    case = rows.examined(crew, control=both)
    text = page(case, crew.control)
    why = text[text.index('id="why-found_deportable"') :]
    why = why[: why.index("</div>")]
    assert "佐藤 花子" in why and "兼務 三郎" not in why


# --- the way --------------------------------------------------------------------------------------


def test_the_way_is_drawn_with_what_was_passed_and_taken(crew: Staff) -> None:
    case = rows.examined(crew)
    response = rows.signed_in(crew.inspector).get(f"/cases/{case.number}/drawing/?whole=1")
    assert response["Content-Type"] == "image/svg+xml" and "no-store" in response["Cache-Control"]
    svg = response.content.decode()
    ElementTree.fromstring(svg)
    assert 'role="img"' in svg and "今の段階: 違反審査中" in svg
    assert "style=" not in svg and "<script" not in svg
    for state, mark in (
        ("tip_received", PASSED),
        ("under_investigation", PASSED),
        ("under_examination", HERE),
        ("removed", ""),
    ):
        group = svg[svg.index(f'<g id="st-{state}"') :]
        group = group[: group.index("</g>")]
        for colour in (HERE, PASSED):
            assert (colour in group) == (colour == mark), state
    taken = re.findall(r'<path class="tr taken" data-from="([^"]*)" data-to="([^"]*)"[^>]*' + TAKEN, svg)
    assert ("under_investigation", "chief_inspector_screening") in taken
    assert ("tip_received", "under_investigation") in taken
    assert len(taken) == 5


def test_the_drawing_on_the_page_is_cut_to_where_the_case_is(crew: Staff) -> None:
    case = rows.examined(crew)
    client = rows.signed_in(crew.inspector)
    whole = client.get(f"/cases/{case.number}/drawing/?whole=1").content.decode()
    cut = client.get(f"/cases/{case.number}/drawing/").content.decode()

    def area(svg: str) -> float:
        found = re.search(r'viewBox="[\d.]+ [\d.]+ ([\d.]+) ([\d.]+)"', svg)
        assert found is not None
        return float(found[1]) * float(found[2])

    assert area(cut) < area(whole) / 2
    text = page(case, crew.inspector)
    assert 'alt="通った段階: 通報・端緒 → 違反調査中' in text and "今の段階: 違反審査中。" in text


def _cut_through(svg: str) -> list[str]:
    """The states of which only a part is in sight."""
    view = re.search(r'viewBox="([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+)"', svg)
    assert view is not None
    left, top, width, height = (float(part) for part in view.groups())
    found = []
    for group in re.finditer(r'<g id="st-([a-z0-9_]+)"[^>]*>.*?</g>', svg, re.DOTALL):
        box = re.search(r'<rect x="([-\d.]+)" y="([-\d.]+)" width="([-\d.]+)" height="([-\d.]+)"', group[0])
        assert box is not None
        x, y, wide, high = (float(part) for part in box.groups())
        outside = x + wide <= left or left + width <= x or y + high <= top or top + height <= y
        # The numbers of the view are whole.
        inside = (
            left <= x + 1 and x + wide <= left + width + 1 and top <= y + 1 and y + high <= top + height + 1
        )
        if not outside and not inside:
            found.append(group[1])
    return found


def test_every_drawing_takes_a_way() -> None:
    for procedure in procedures():
        for code, machine in procedure.machines.items():
            if diagram.path_of(procedure.code, code) is None:
                continue
            for state in machine.states:
                svg = diagram.way_drawing(procedure.code, code, [], state, said="<&>", around=2)
                assert svg is not None and "&lt;&amp;&gt;" in svg
                ElementTree.fromstring(svg)
                assert not _cut_through(svg), (procedure.code, code, state)
                group = svg[svg.index(f'<g id="st-{state}"') :]
                # White words stand on a filled box, also where the box is double.
                assert 'fill="#ffffff" stroke' not in group[: group.index("</g>")], state


def test_a_hop_without_an_arrow_of_its_own_is_drawn_at_the_one_from_anywhere() -> None:
    procedure = next(p for p in procedures() if p.code == "deportation")
    step = next(
        s
        for s in procedure.machines["stage"].steps.values()
        if len(s.source) > 6 and isinstance(s.target, str)
    )
    assert isinstance(step, Step) and isinstance(step.target, str)
    hop = Hop(step.id, "under_examination", step.target)
    svg = diagram.way_drawing("deportation", "stage", [hop], step.target, said="x")
    assert svg is not None and svg.count('class="tr taken"') == 1


def test_another_office_sees_no_drawing(crew: Staff) -> None:
    case = rows.examined(crew)
    assert rows.signed_in(crew.osaka).get(f"/cases/{case.number}/drawing/").status_code == 403


def test_what_may_come_next_is_said(crew: Staff) -> None:
    text = page(rows.examined(crew), crew.inspector)
    line = text[text.index("case-progress") : text.index('id="h-owed"')]
    assert "次に考えられる段階" in line and "退去強制対象者の認定通知済み" in line
    assert line.count('aria-current="step"') == 1


# --- the step page --------------------------------------------------------------------------------


def test_every_serious_step_says_what_it_does_to_the_person() -> None:
    steps = {s.id: s for p in procedures() for s in p.steps.values() if s.serious}
    assert set(steps) == set(serious.WORDS)
    for text in serious.WORDS.values():
        assert text.ja.endswith("。") and text.en.endswith(".")


def test_the_card_says_effect_whom_it_tells_and_the_dates(crew: Staff) -> None:
    text = page(rows.examined(crew), crew.inspector, "steps/found_deportable/")
    card = text[text.index('class="interruption') :]
    card = card[: card.index("</form>")]
    assert "この人を退去強制の対象と認めることになります。" in card
    assert "外国人本人" in card and "2026-11-24(火)" in card and "勤労感謝の日のため" in card


def test_a_condition_is_shown_beside_the_question_it_looks_at(crew: Staff) -> None:
    case = rows.examined(crew)
    facts = {
        "ground": "overstay", "reasons": "理由", "rights_explained": "false", "prior_removal": "false",
        "prior_departure_order": "false", "confirm": "yes",
    }  # fmt: skip
    client = rows.signed_in(crew.inspector)
    response = client.post(f"/cases/{case.number}/steps/found_deportable/", rows.form(case, **facts))
    text = unescape(response.content.decode())
    assert response.status_code == 422
    assert 'id="id_rights_explained_error"' in text and 'href="#id_rights_explained"' in text
    assert "「権利の告知」がこの条件にかかわります" in text


def test_seldom_questions_are_folded_but_never_one_with_a_value_or_a_fault(crew: Staff) -> None:
    case = rows.opened(crew.control)
    address = f"/cases/{case.number}/steps/investigation_opened/"
    text = page(case, crew.control, "steps/investigation_opened/")
    folded = re.search(r'<details class="step-seldom.*?</details>', text, re.S)
    assert folded is not None and "必要な場合だけ" in folded[0]
    names = set(re.findall(r'name="(\w+)"', folded[0]))
    assert names and "at" not in names
    name = sorted(n for n in names if f'<input id="id_{n}"' in folded[0])[0]
    # Typed, but the page has gone stale: what was typed is in sight.
    data = rows.form(case, **{name: "書いたもの"}) | {"seen": "9", "at": "2026-11-20T10:30"}
    again = unescape(rows.signed_in(crew.control).post(address, data).content.decode())
    rest = re.search(r'<details class="step-seldom.*?</details>', again, re.S)
    assert "書いたもの" in again
    assert rest is None or f'name="{name}"' not in rest[0]


def test_papers_that_lie_on_the_case_are_linked(crew: Staff) -> None:
    from casework.beside import documents

    case = rows.examined(crew)
    before = page(case, crew.inspector, "steps/found_deportable/")
    assert before.count("まだない") == 3 and "documents/?code=52#add" in before
    version = documents.add(
        case, documents.Sent("52.pdf", b"%PDF-1.7\n"), by=crew.inspector, now=NOW, codes=("52",), code="52"
    )
    after = page(case, crew.inspector, "steps/found_deportable/")
    assert after.count("まだない") == 2 and f"/documents/{version.document_id}/" in after
