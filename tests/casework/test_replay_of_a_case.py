"""A stored case, played again by `manage.py replay --case NUMBER`."""

from __future__ import annotations

import json
from datetime import date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from casework.clocks import sweep_all
from tests.casework.files import Crew, crew, detained_under_order, found, offices
from workflows.counting import TOKYO

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Crew:
    offices()
    return crew()


def replayed(number: str, **options: object) -> dict[str, object]:
    out = StringIO()
    call_command("replay", case=number, json=True, stdout=out, **options)
    data = json.loads(out.getvalue())
    assert isinstance(data, dict)
    return data


def test_a_stored_case_plays_to_the_states_and_dates_of_its_row(staff: Crew) -> None:
    file = detained_under_order(staff, "2026-11-02 10:00")
    data = replayed(file.row.number)
    assert data["failures"] == 0
    assert data["states"] == file.row.states
    clocks = data["clocks"]
    assert isinstance(clocks, dict)
    assert set(clocks) == set(file.dossier.clocks)
    review = file.dossier.clocks["clk_detention_review_3m"]
    assert review.alarm_at is not None
    assert clocks["clk_detention_review_3m"]["alarm"] == review.alarm_at.astimezone(TOKYO).isoformat(
        timespec="minutes"
    )
    assert clocks["clk_detention_review_3m"]["cycle"] == review.cycle


def test_what_time_took_is_taken_again_by_the_virtual_clock(staff: Crew) -> None:
    file = found(staff, "2026-11-02 10:00")
    sweep_all(datetime(2026, 11, 20, 10, tzinfo=TOKYO))
    assert "hearing_window_lapsed" in [step for step, _ in file.steps()]
    data = replayed(file.row.number, until=date(2026, 11, 20))
    assert data["states"] == file.row.states


def test_a_number_that_no_case_has_is_refused_in_one_sentence() -> None:
    with pytest.raises(CommandError, match="there is no case D26-TYO-999999"):
        replayed("D26-TYO-999999")
