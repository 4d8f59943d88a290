"""The replay files: twelve believable cases played to their end, and `manage.py replay` around them."""

from __future__ import annotations

import copy
import json
from collections import Counter
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command

from workflows import replay
from workflows.engine import Outcome, take
from workflows.procedures.deportation import DEPORTATION
from workflows.replay import ReplayError, play

FILES = sorted((Path(__file__).parent.parent / "scenarios").glob("*.yaml"))
LONG = FILES[0]

# What no scenario has to take: the test below prints what is left out of the rest.
ENOUGH = 120


def load(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return data


def run(*args: Any, **options: Any) -> str:
    out = StringIO()
    call_command("replay", *(str(a) for a in args), stdout=out, **options)
    return out.getvalue()


def write(folder: Path, data: object) -> Path:
    path = folder / "case.yaml"
    path.write_text(data if isinstance(data, str) else yaml.safe_dump(data), "utf-8")
    return path


# --- the twelve cases ---------------------------------------------------------------------------------


def test_there_are_twelve_scenarios():
    assert [path.name[:2] for path in FILES] == [f"{n:02}" for n in range(1, 13)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_scenario_plays_as_it_says_and_comes_to_its_end(path):
    data = load(path)
    trace = play(data)
    assert not [line.text.en for line in trace.lines if line.kind == "failed"]
    assert not [line.text.en for line in trace.lines if line.kind == "lapse_refused"]
    assert trace.dossier is not None and DEPORTATION.is_closed(trace.dossier)
    wanted = [entry["expect"] for entry in data["steps"] if "expect" in entry]
    assert any("refused" in expect for expect in wanted), "a story in which nothing is refused proves little"
    assert any("clocks" in expect for expect in wanted)
    assert any("states" in expect for expect in wanted)


def test_together_the_scenarios_take_most_of_the_steps(monkeypatch):
    taken: Counter[str] = Counter()

    def spy(*args: Any, **more: Any) -> Any:
        outcome = take(*args, **more)
        if isinstance(outcome, Outcome):
            taken.update(moved.step for moved in outcome.moved)
        return outcome

    monkeypatch.setattr(replay, "take", spy)
    for path in FILES:
        play(load(path))
    left_out = [step for step in DEPORTATION.steps if step not in taken]
    print(f"{len(taken)} of {len(DEPORTATION.steps)} steps; not taken: {', '.join(left_out)}")
    assert len(taken) >= ENOUGH


# --- wrong expectations -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "wrong", "sentence"),
    [
        (9, {"states": {"custody": "detained_order"}}, "expected custody to be detained_order"),
        (9, {"clocks": {"clk_warrant_30d": date(2026, 12, 11)}}, "clk_warrant_30d"),
        (9, {"clocks": {"clk_handover_48h": None}}, "clk_handover_48h"),
        (9, {"clocks": {"clk_detention_review_3m": "open"}}, "clk_detention_review_3m"),
        (9, {"legal": {"clk_handover_48h": "2026-11-13 08:41"}}, "clk_handover_48h"),
        (9, {"cycle": {"clk_detention_review_3m": 1}}, "cycle of clk_detention_review_3m"),
        (9, {"refused": "rule:warrant_valid"}, "expected refused to be rule:warrant_valid"),
        (9, {"reminders": ["clk_warrant_30d overdue"]}, "expected reminders"),
        (9, {"owed": ["minister"]}, "expected owed by to be minister"),
        (4, {"refused": None}, "rule:judge_warrant"),
    ],
)
def test_a_wrong_expectation_of_any_kind_fails_with_exit_code_1(tmp_path, entry, wrong, sentence):
    data = load(LONG)
    data["steps"] = data["steps"][: entry + 1]
    data["steps"][entry]["expect"] = wrong
    path = write(tmp_path, data)
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("replay", str(path), language="en", stdout=out)
    assert ended.value.code == 1
    assert sentence in out.getvalue()
    assert "1 expectation(s) failed" in out.getvalue()


def test_a_refusal_that_nobody_expected_is_a_failure(tmp_path):
    data = load(LONG)
    data["steps"] = data["steps"][:5]
    del data["steps"][4]["expect"]
    with pytest.raises(SystemExit) as ended:
        run(write(tmp_path, data))
    assert ended.value.code == 1


def test_an_expectation_that_holds_ends_with_success():
    assert "FAILED" not in run(LONG)


# --- the command --------------------------------------------------------------------------------------


def test_json_gives_lines_states_and_clocks_as_data():
    data = json.loads(run(LONG, json=True))
    assert data["failures"] == 0
    assert data["states"]["stage"] == "removed"
    assert data["clocks"]["clk_ban_removal_5y"]["legal"] == "2032-11-10T00:00+09:00"
    kinds = {line["kind"] for line in data["lines"]}
    assert {"step", "refused", "reminder_ahead", "reminder_today", "lapsed"} <= kinds
    executed = next(line for line in data["lines"] if line.get("step") == "warrant_executed")
    assert executed["at"] == "2026-11-11T08:40+09:00"
    assert "icrra 39-2(2)" in executed["articles"]
    assert executed["started"]["clk_handover_48h"] == "2026-11-13T08:40+09:00"
    assert executed["by"] == "sato"


def test_json_of_a_failed_expectation_counts_it_and_still_ends_with_1(tmp_path):
    data = load(LONG)
    data["steps"] = data["steps"][:1]
    data["steps"][0]["expect"] = {"states": {"stage": "removed"}}
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("replay", str(write(tmp_path, data)), json=True, stdout=out)
    assert json.loads(out.getvalue())["failures"] == 1


def test_until_leaves_out_what_comes_later_and_lets_time_pass_to_the_end_of_that_day():
    data = json.loads(run(LONG, json=True, until=date(2026, 11, 24)))
    # 24 November is the last day for a hearing; the request of 16:00 on that day is in, the rest is not.
    assert data["states"]["stage"] == "oral_hearing_pending"
    assert max(line["at"] for line in data["lines"]) < "2026-11-25"
    day_before = json.loads(run(LONG, json=True, until=date(2026, 11, 23)))
    assert day_before["states"]["stage"] == "finding_notified"


def test_until_beyond_the_last_entry_lets_windows_lapse(tmp_path):
    data = load(LONG)
    data["steps"] = [e for e in data["steps"] if "until" in e or str(e["at"]) < "2026-11-19"]
    data["steps"] = [e for e in data["steps"] if "until" not in e]
    path = write(tmp_path, data)
    assert json.loads(run(path, json=True, until=date(2026, 11, 24)))["states"]["stage"] == "finding_notified"
    assert json.loads(run(path, json=True, until=date(2026, 11, 25)))["states"]["stage"] == "final_sp_window"


@pytest.mark.parametrize(("language", "word"), [("en", "Execute the warrant"), ("ja", "収容令書の執行")])
def test_the_trace_is_printed_in_either_language(language, word):
    assert word in run(LONG, language=language)


def test_the_command_wants_a_file_or_a_case():
    with pytest.raises(CommandError, match="one of them"):
        run()


# --- files that cannot be played ----------------------------------------------------------------------


def refused_file(tmp_path: Path, data: object) -> str:
    with pytest.raises(CommandError) as error:
        run(write(tmp_path, data))
    sentence = str(error.value)
    assert "\n" not in sentence and "Traceback" not in sentence
    return sentence


STEP = {"at": "2026-11-24T10:00+09:00", "by": "control_officer/sato", "step": "investigation_opened"}


def test_a_naive_time_is_refused_with_the_way_to_write_it(tmp_path):
    sentence = refused_file(tmp_path, {"steps": [{**STEP, "at": "2026-11-24T10:00"}]})
    assert "entry 1" in sentence and "no time zone" in sentence and "+09:00" in sentence
    # YAML itself reads a time with seconds.
    sentence = refused_file(tmp_path, "steps:\n  - {at: 2026-11-24 10:00:00, by: minister, step: x}\n")
    assert "no time zone" in sentence


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("steps: [\n  - {at: 2026", "is not YAML"),
        ("steps: &a [*a", "is not YAML"),
        ("", "must be a mapping with a list 'steps'"),
        ("- one\n- two\n", "must be a mapping with a list 'steps'"),
        ({"steps": []}, "must be a mapping with a list 'steps'"),
        ({"steps": {"at": "x"}}, "must be a mapping with a list 'steps'"),
        ({"steps": [{**STEP, "at": "yesterday"}]}, "needs a time"),
        ({"steps": [{**STEP, "by": "wizard/sato"}]}, "'by' must be an office"),
        ({"steps": [{**STEP, "facts": ["ground"]}]}, "'facts' must be a mapping"),
        (
            {"steps": [{**STEP, "facts": {"ground": "overstay"}, "expect": ["x"]}]},
            "'expect' must be a mapping",
        ),
        (
            {"steps": [{**STEP, "facts": {"ground": "overstay"}, "expect": {"state": {}}}]},
            "unknown key 'state'",
        ),
        ({"steps": [STEP, "later"]}, "entry 2"),
        ({"procedure": "naturalisation", "steps": [STEP]}, "no procedure 'naturalisation'"),
        ({"law_on": date(2020, 1, 1), "steps": [STEP]}, "under the law of 2020-01-01"),
        ({"law_on": "soon", "steps": [STEP]}, "'law_on' must be a date"),
    ],
)
def test_a_file_that_is_not_of_the_format_is_refused_in_one_sentence(tmp_path, data, words):
    assert words in refused_file(tmp_path, data)


def test_a_file_that_is_not_there_or_no_text_is_refused_in_one_sentence(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "nothing.yaml")
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path)
    path = tmp_path / "case.yaml"
    path.write_bytes(b"\xff\xfe\x00steps")
    with pytest.raises(CommandError, match="is not YAML"):
        run(path)


def test_an_unknown_step_is_refused_with_its_sentence(tmp_path):
    data = {"steps": [{**STEP, "step": "investigation_opend", "expect": {"refused": "unknown-step"}}]}
    printed = run(write(tmp_path, data), language="en")
    assert "There is no step “investigation_opend”" in printed
    assert "Choose one of the steps listed" in printed


@pytest.mark.parametrize("head", [["VNM"], "VNM", 7])
def test_a_person_that_is_no_mapping_is_refused(head):
    with pytest.raises(ReplayError, match="person"):
        play({"person": head, "steps": [STEP]})


@pytest.mark.parametrize("part", ["states", "clocks", "legal", "cycle", "reminders", "owed"])
def test_an_expectation_of_the_wrong_kind_is_refused(part):
    with pytest.raises(ReplayError, match="expect"):
        play({"steps": [{**STEP, "facts": {"ground": "overstay"}, "expect": {part: 7}}]})


def test_a_name_that_no_machine_clock_or_office_has_does_not_hold_by_accident():
    step = {**STEP, "facts": {"ground": "overstay"}}
    for expect, name in (
        ({"states": {"stagge": "tip_received"}}, "stagge"),
        ({"states": {"stage": "tip_recieved"}}, "tip_recieved"),
        ({"owed": ["wizard"]}, "wizard"),
        ({"clocks": {"clk_warant": "open"}}, "clk_warant"),
        ({"legal": {"clk_warant": None}}, "clk_warant"),
        ({"cycle": {"clk_warant": 1}}, "clk_warant"),
        ({"reminders": ["clk_warant overdue"]}, "clk_warant"),
        ({"reminders": ["clk_warrant_30d late"]}, "late"),
    ):
        with pytest.raises(ReplayError, match=name):
            play({"steps": [{**step, "expect": expect}]})


def test_the_place_before_the_first_step_can_be_expected():
    refused = {**STEP, "expect": {"refused": "missing-fact", "states": {"stage": "not_opened"}}}
    assert play({"steps": [refused]}).failures == 0


@pytest.mark.parametrize(
    "expect",
    [
        {"states": {"stage": 7}},
        {"states": {"stage": ["tip_received"]}},
        {"clocks": {"clk_warrant_30d": 7}},
        {"legal": {"clk_warrant_30d": True}},
        {"cycle": {"clk_detention_review_3m": "1"}},
        {"cycle": {"clk_detention_review_3m": True}},
        {"reminders": [7]},
        {"owed": "minister"},
        {"refused": True},
    ],
)
def test_an_expected_value_of_the_wrong_type_is_refused(expect):
    with pytest.raises(ReplayError, match="expect"):
        play({"steps": [{**STEP, "facts": {"ground": "overstay"}, "expect": expect}]})


@pytest.mark.parametrize(
    "head",
    [
        {"ofice": "TYO"},
        {"office": 7},
        {"person": {"nationalty": "VNM"}},
        {"person": {"birth_date": "1990"}},
        {"person": {"birth_date": date(2027, 1, 1)}},
        {"person": {"nationality": ["VNM"]}},
    ],
)
def test_the_head_is_refused_in_one_sentence_where_it_is_wrong(tmp_path, head):
    assert refused_file(tmp_path, {**head, "steps": [{**STEP, "facts": {"ground": "overstay"}}]})


def test_a_misspelt_clock_is_not_taken_for_one_that_does_not_run():
    step = {**STEP, "facts": {"ground": "overstay"}, "expect": {"clocks": {"clk_warant_30d": None}}}
    with pytest.raises(ReplayError, match="clk_warant_30d"):
        play({"steps": [step]})


@pytest.mark.parametrize(
    "person", [{"nationality": "Vietnam"}, {"nationality": "VNM", "birth_date": "2010-04-01"}]
)
def test_facts_of_the_person_are_cleaned_like_any_other(person):
    try:
        trace = play({"person": person, "steps": [{**STEP, "facts": {"ground": "overstay"}}]})
    except ReplayError:
        return
    assert trace.dossier is not None and trace.dossier.facts["nationality"] == "VNM"
    assert trace.dossier.facts["minor"] is True


@pytest.mark.parametrize(
    "entry",
    [
        {**STEP, "exspect": {"states": {"stage": "removed"}}},
        {**STEP, "until": date(2026, 12, 1)},
        {**STEP, "fact": {"ground": "overstay"}},
    ],
)
def test_a_misspelt_key_of_an_entry_is_refused_and_not_passed_over(entry):
    with pytest.raises(ReplayError):
        play({"steps": [{**entry, "facts": {"ground": "overstay"}}]})


# --- what the format promises -------------------------------------------------------------------------


def test_a_date_alone_means_ten_in_the_morning_in_tokyo():
    trace = play({"steps": [{**STEP, "at": date(2026, 11, 24), "facts": {"ground": "overstay"}}]})
    assert trace.lines[0].as_data()["at"] == "2026-11-24T10:00+09:00"


def test_the_person_of_the_head_is_on_file():
    head = {"person": {"nationality": "VNM", "birth_date": date(2010, 4, 1)}}
    trace = play({**head, "steps": [{**STEP, "facts": {"ground": "overstay"}}]})
    assert trace.dossier is not None
    assert (trace.dossier.facts["nationality"], trace.dossier.facts["minor"]) == ("VNM", True)


def test_separation_of_duties_looks_at_the_person_and_an_override_needs_its_reason():
    data = load(LONG)
    upto = next(i for i, e in enumerate(data["steps"]) if e.get("step") == "oral_hearing_scheduled")
    data["steps"] = copy.deepcopy(data["steps"][: upto + 1])
    entry = data["steps"][upto]
    entry["by"] = "special_inquiry_officer/mori"  # who made the finding as an inspector
    entry["expect"] = {"refused": "separation"}
    assert play(data).failures == 0
    entry["override"] = "No other officer speaks the language."
    entry["expect"] = {"states": {"stage": "oral_hearing_pending"}}
    assert play(data).failures == 0


def test_playing_a_file_twice_gives_the_same_trace():
    assert play(load(LONG)).as_data() == play(load(LONG)).as_data()
