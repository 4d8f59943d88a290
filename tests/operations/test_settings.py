"""Settings: what is refused, in a sentence; what production gets; the log keeps personal data out."""

import json
import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment, logs

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "TETSUZUKI_PRODUCTION": "1",
    "SECRET_KEY": "k" * 60,
    "DATABASE_URL": "postgresql://u@db/tetsuzuki",
    "REDIS_URL": "redis://r/0",
    "ALLOWED_HOSTS": "tetsuzuki.example",
}


def settings_with(expression: str = "''", **values: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name not in environment.READS}
    code = f"from config import settings; print({expression})"
    return subprocess.run(
        [sys.executable, "-c", code], env={**clean, **values}, cwd=ROOT, capture_output=True, text=True
    )


def refusal(**values: str) -> str:
    done = settings_with(**values)
    assert done.returncode != 0
    return done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize("url", ["sqlite:///x.db", "mysql://u@h/x", "nonsense"])
def test_only_postgresql_is_taken(url):
    assert "DATABASE_URL must start with postgresql://" in refusal(DATABASE_URL=url)


def test_the_demo_is_refused_in_production():
    assert "TETSUZUKI_DEMO=1 is refused" in refusal(**PRODUCTION, TETSUZUKI_DEMO="1")


def test_debug_is_refused_in_production():
    assert "TETSUZUKI_DEBUG=1 is refused" in refusal(**PRODUCTION, TETSUZUKI_DEBUG="1")


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS"])
def test_production_asks_for_each_value_by_name(name):
    assert name in refusal(**{key: value for key, value in PRODUCTION.items() if key != name})


def test_a_flag_is_one_or_zero():
    assert "TETSUZUKI_DEMO must be 1 or 0" in refusal(TETSUZUKI_DEMO="perhaps")


def test_a_password_file_completes_the_address(tmp_path):
    file = tmp_path / "password"
    file.write_text("p@ss/w%rd\n")
    done = settings_with(
        "settings.DATABASES['default']['PASSWORD'], settings.REDIS_URL",
        **PRODUCTION,
        DATABASE_PASSWORD_FILE=str(file),
        REDIS_PASSWORD_FILE=str(file),
    )
    assert done.stdout.strip() == "p@ss/w%rd redis://:p%40ss%2Fw%25rd@r/0", done.stderr


def test_a_secret_comes_from_one_place_only(tmp_path, monkeypatch):
    file = tmp_path / "key"
    file.write_text("from a file\nsecond line\n")
    monkeypatch.setenv("SECRET_KEY", "")
    monkeypatch.setenv("SECRET_KEY_FILE", str(file))
    assert environment.secret("SECRET_KEY") == "from a file"
    monkeypatch.setenv("SECRET_KEY", "another")
    with pytest.raises(ImproperlyConfigured, match="not both"):
        environment.secret("SECRET_KEY")
    monkeypatch.setenv("SECRET_KEY", "")
    file.write_text("\n")
    with pytest.raises(ImproperlyConfigured, match="empty file"):
        environment.secret("SECRET_KEY")
    file.unlink()
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        environment.secret("SECRET_KEY")


def test_a_name_that_is_not_declared_cannot_be_read():
    with pytest.raises(KeyError):
        environment.text("TETSUZUKI_UNDECLARED")


def test_every_name_is_in_the_manual_and_no_other():
    manual = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    table = set(re.findall(r"^\| `([A-Z_]+)`", manual, re.MULTILINE))
    assert table == set(environment.READS)


def test_no_other_module_reads_the_environment_for_settings():
    source = (ROOT / "config" / "settings.py").read_text(encoding="utf-8")
    assert "os.environ" not in source and "getenv" not in source


def test_production_is_strict():
    names = ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "DEBUG", "ATOMIC_REQUESTS"]
    done = settings_with(f"[getattr(settings, n) for n in {names}]", **PRODUCTION)
    assert done.stdout.strip() == "[True, True, True, False, False]", done.stderr


def test_the_policy_of_every_page_is_strict(client):
    response = client.get("/livez")
    assert response.status_code == 200
    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }


def test_a_session_counts_from_its_last_use_but_is_not_written_every_time():
    from django.contrib.sessions.backends.base import SessionBase
    from django.http import HttpResponse
    from django.test import RequestFactory

    from config.middleware import IdleSession

    request = RequestFactory().get("/")
    request.session = SessionBase()
    middleware = IdleSession(lambda request: HttpResponse())
    middleware(request)
    assert not request.session.modified, "an empty session is not made to last"

    request.session["user"] = 1
    request.session.modified = False
    middleware(request)
    assert request.session.modified
    request.session.modified = False
    middleware(request)
    assert not request.session.modified, "used again at once: nothing to write"


def test_the_log_names_an_error_but_not_what_it_quotes():
    try:
        raise ValueError("Key (name)=(グエン) already exists")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", (), sys.exc_info())
    line = json.loads(logs.JsonLines().format(record))
    assert line["error"] == "ValueError" and line["message"] == "failed"
    assert "グエン" not in json.dumps(line, ensure_ascii=False)
    assert "test_settings.py" in line["where"][0]


def test_the_access_log_has_no_query_string(caplog):
    from django.http import HttpResponse
    from django.test import RequestFactory

    from config.middleware import AccessLog

    with caplog.at_level(logging.INFO, logger="tetsuzuki.access"):
        AccessLog(lambda request: HttpResponse())(RequestFactory().get("/cases/?name=secret-name"))
        AccessLog(lambda request: HttpResponse())(RequestFactory().get("/livez"))
    lines = [record for record in caplog.records if record.name == "tetsuzuki.access"]
    assert len(lines) == 1, "probes are not logged"
    text = logs.JsonLines().format(lines[0])
    assert "/cases/" in text and "secret-name" not in text


def test_celery_is_configured_as_measured():
    from config.celery import PERIODIC, app

    conf = app.conf
    assert conf.task_acks_late and conf.task_reject_on_worker_lost and conf.task_ignore_result
    assert conf.worker_prefetch_multiplier == 1
    assert conf.task_time_limit < conf.broker_transport_options["visibility_timeout"] == 300
    assert conf.get("CELERY_DB_REUSE_MAX") == 1000
    assert {entry["task"] for entry in conf.beat_schedule.values()} == {task for task, _ in PERIODIC.values()}


def test_every_periodic_task_exists():
    from config.celery import PERIODIC
    from config.scheduler import resolve

    for task, _ in PERIODIC.values():
        assert resolve(task).name == task  # type: ignore[attr-defined]


def test_no_statutory_date_is_ever_left_to_the_broker():
    for folder in ("casework", "notifications", "config"):
        for file in (ROOT / folder).rglob("*.py"):
            source = file.read_text(encoding="utf-8")
            assert not re.search(r"\b(countdown|eta)\s*=", source), file
