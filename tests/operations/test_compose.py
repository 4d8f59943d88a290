"""docker-compose.yml against the code: names, commands, health, privileges. It is read, not run."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from config import environment, health
from config.celery import app

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("web", "worker", "beat", "migrate")


def words(service: str) -> list[str]:
    command = SERVICES[service].get("command", [])
    return command if isinstance(command, list) else command.split()


def test_the_services_are_those_of_production():
    assert set(SERVICES) == {*OURS, "db", "redis", "mail"}
    assert SERVICES["db"]["image"].startswith("postgres:18")


@pytest.mark.parametrize("name", OURS)
def test_our_services_set_only_names_the_settings_read(name):
    assert set(SERVICES[name]["environment"]) <= set(environment.READS)


def test_production_gets_everything_it_asks_for():
    given = set(SERVICES["web"]["environment"])
    for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS"):
        assert given & {name, f"{name}_FILE"}, name
    assert SERVICES["web"]["environment"]["TETSUZUKI_PRODUCTION"] == "1"
    assert "TETSUZUKI_DEMO" not in given


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_service_has_a_health_check(name):
    check = SERVICES[name]["healthcheck"]
    if SERVICES[name].get("restart") == "no":
        assert check == {"disable": True}, "a one-shot is judged by its exit code"
    else:
        assert check["test"][0] in {"CMD", "CMD-SHELL"}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_no_service_runs_as_root_or_writes_into_its_image(name):
    service = SERVICES[name]
    assert str(service["user"]).split(":")[0] not in {"", "0", "root"}
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]


def test_secrets_are_files_and_no_password_is_written_down():
    for name, secret in COMPOSE["secrets"].items():
        assert secret == {"file": f"./secrets/{name}"}
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if re.search(r"PASSWORD|SECRET", name):
                assert name.endswith("_FILE")
                assert value.removeprefix("/run/secrets/") in service["secrets"]
            else:
                assert not re.search(r"://[^/@]*:[^/@]*@", str(value)), f"{name} holds a password"
    assert "/secrets/" in (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert "secrets" in (ROOT / ".dockerignore").read_text(encoding="utf-8").split()


@pytest.mark.parametrize("name", ["worker", "beat"])
def test_celery_commands_name_the_real_application(name):
    command = words(name)
    assert command[:4] == ["celery", "-A", "config", name]
    import config

    assert config.celery_app is app


def test_beat_writes_where_its_health_check_looks():
    schedule = next(word for word in words("beat") if word.startswith("--schedule="))
    assert Path(schedule.partition("=")[2]).name == health.BEAT_FILE.name
    assert "/tmp" in SERVICES["beat"]["tmpfs"]


def test_the_worker_may_finish_its_task():
    assert SERVICES["worker"]["stop_grace_period"] == "5m"
    assert app.conf.task_time_limit <= 300


def test_the_web_command_serves_the_real_application():
    from config.wsgi import application

    assert "config.wsgi:application" in words("web")
    assert callable(application)


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_probes_are_commands_of_the_health_module(name):
    test = SERVICES[name]["healthcheck"]["test"]
    assert test == ["CMD", "python", "-m", "config.health", name]


def test_only_the_host_itself_can_reach_published_ports():
    for service in SERVICES.values():
        assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", []))
    assert not SERVICES["db"].get("ports") and not SERVICES["redis"].get("ports")


def test_the_image_is_built_from_the_lock_and_runs_as_nobody_special():
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert "--require-hashes" in dockerfile and "requirements.lock" in dockerfile
    assert re.findall(r"^USER (.+)$", dockerfile, re.MULTILINE) == ["10001"]


def test_beat_is_silent_after_a_minute(tmp_path):
    file = tmp_path / "tetsuzuki-beat"
    assert not health.beat_is_beating(file)
    written = file.with_name("tetsuzuki-beat.db")
    written.touch()
    assert health.beat_is_beating(file)
    old = written.stat().st_mtime - 120
    os.utime(written, (old, old))
    assert not health.beat_is_beating(file)
