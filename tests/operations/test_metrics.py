"""The figures a watcher outside reads."""

from datetime import UTC, datetime, timedelta

import pytest

from casework.models import Heartbeat
from config.metrics import exposition

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)


def figures(text: str) -> dict[str, float]:
    return {
        name: float(value)
        for name, value in (line.split() for line in text.splitlines() if not line.startswith("#"))
    }


@pytest.mark.django_db
def test_a_sweep_that_stopped_is_seen_from_outside():
    Heartbeat.objects.create(name="sweep", at=NOW - timedelta(minutes=7))
    assert figures(exposition(NOW))["tetsuzuki_sweep_age_seconds"] == 420


@pytest.mark.django_db
def test_an_empty_office_has_nothing_that_is_old():
    found = figures(exposition(NOW))
    assert found["tetsuzuki_oldest_overdue_clock_seconds"] == -1
    assert found["tetsuzuki_open_clocks"] == 0


@pytest.mark.django_db
def test_without_a_token_only_this_machine_may_read(client, settings):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 403
    assert client.get("/metrics", headers={"x-forwarded-for": "203.0.113.9"}).status_code == 403


@pytest.mark.django_db
def test_with_a_token_only_its_holder_may_read(client, settings):
    settings.METRICS_TOKEN = "correct"
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", headers={"authorization": "Bearer wrong"}).status_code == 403
    assert client.get("/metrics", headers={"authorization": "Bearer correct"}).status_code == 200
