"""dev.py: what is wrong with a machine is one sentence and exit code 2; nothing is done twice."""

import importlib.util
import json
import socket
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def load_dev() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


dev = load_dev()


def run_dev(*arguments: str) -> subprocess.CompletedProcess[str]:
    # -S: no site-packages, so that only the standard library can have been used
    command = [sys.executable, "-S", str(ROOT / "dev.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def assert_one_sentence(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    for word in words:
        assert word in done.stderr


def test_a_busy_port_is_one_sentence_that_names_another():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert_one_sentence(run_dev("run", "--port", str(port)), f"Port {port} is in use", "--port")


@pytest.mark.parametrize("port", ["0", "70000", "http", ""])
def test_a_port_that_is_none_is_one_sentence(port):
    assert_one_sentence(run_dev("run", f"--port={port}"), "port")


def test_a_data_folder_that_is_a_file_is_one_sentence(tmp_path):
    file = tmp_path / "data"
    file.touch()
    port = free_port()
    assert_one_sentence(run_dev("run", "--port", str(port), "--data", str(file)), str(file), "--data")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_an_unknown_command_shows_what_there_is():
    done = run_dev("serve")
    assert done.returncode == 2
    assert "dev.py run" in done.stdout


def test_an_old_python_is_told_which_one_is_needed():
    with pytest.raises(dev.Unusable, match=r"Python 3\.11 or later is needed, this is 3\.9"):
        dev.check_python((3, 9))


def test_a_missing_venv_module_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setattr(dev.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(dev.Unusable, match="apt install python3-venv"):
        dev.make_venv(tmp_path / "venv", None)


def test_a_venv_that_cannot_be_made_says_how_and_leaves_nothing(tmp_path, monkeypatch):
    failed = subprocess.CompletedProcess([], 1, stdout="ensurepip is not available\n", stderr="")
    monkeypatch.setattr(dev.subprocess, "run", lambda *args, **kwargs: failed)
    with pytest.raises(dev.Unusable, match=r"ensurepip is not available.*python3-venv"):
        dev.make_venv(tmp_path / "venv", None)
    assert not (tmp_path / "venv").exists()


def test_uv_is_used_where_it_is_and_pip_when_uv_fails(tmp_path, monkeypatch):
    called = []

    def run(command, **kwargs):
        called.append(command)
        return subprocess.CompletedProcess(command, 1 if command[0] == "uv" else 0)

    monkeypatch.setattr(dev.subprocess, "run", run)
    dev.install([tmp_path / "a.lock"], tmp_path, "uv")
    assert called[0][:3] == ["uv", "pip", "install"]
    assert called[-1][1:4] == ["-m", "pip", "install"]
    assert all("--require-hashes" in command for command in (called[0], called[-1]))


class TestStamp:
    @pytest.fixture
    def root(self, tmp_path: Path) -> Path:
        (tmp_path / "requirements.lock").write_text("a==1\n")
        (tmp_path / "requirements-dev.lock").write_text("b==1\n")
        python = dev.venv_python(tmp_path / "venv")
        python.parent.mkdir(parents=True)
        python.touch()
        return tmp_path

    @pytest.fixture
    def installed(self, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
        log: list[list[str]] = []
        monkeypatch.setattr(dev, "make_venv", lambda venv, uv: log.append(["venv"]))
        monkeypatch.setattr(dev, "install", lambda locks, venv, uv: log.append([p.name for p in locks]))
        return log

    def ensure(self, root: Path, locks: tuple[str, ...]) -> None:
        dev.ensure_environment(locks, root / "venv", root)

    def test_the_first_time_makes_and_installs_the_second_does_nothing(self, root, installed):
        self.ensure(root, dev.RUNTIME)
        self.ensure(root, dev.RUNTIME)
        assert installed == [["venv"], ["requirements.lock"]]

    def test_test_after_run_adds_only_what_is_missing_and_run_keeps_it(self, root, installed):
        self.ensure(root, dev.RUNTIME)
        self.ensure(root, dev.EVERYTHING)
        self.ensure(root, dev.RUNTIME)
        assert installed == [["venv"], ["requirements.lock"], ["requirements-dev.lock"]]

    def test_a_changed_lock_is_installed_again(self, root, installed):
        self.ensure(root, dev.RUNTIME)
        (root / "requirements.lock").write_text("a==2\n")
        self.ensure(root, dev.RUNTIME)
        assert installed == [["venv"], ["requirements.lock"], ["requirements.lock"]]

    @pytest.mark.parametrize("content", ["", "[]", "{", '{"python": "cpython-2.7"}'])
    def test_a_stamp_that_says_nothing_useful_starts_over(self, root, installed, content):
        (root / "venv" / dev.STAMP).write_text(content)
        self.ensure(root, dev.RUNTIME)
        assert installed == [["venv"], ["requirements.lock"]]

    def test_a_vanished_interpreter_starts_over(self, root, installed):
        self.ensure(root, dev.RUNTIME)
        dev.venv_python(root / "venv").unlink()
        self.ensure(root, dev.RUNTIME)
        assert installed == [["venv"], ["requirements.lock"], ["venv"], ["requirements.lock"]]

    def test_an_interrupted_install_leaves_no_stamp(self, root, monkeypatch):
        def fail(*arguments: object) -> None:
            raise dev.Unusable("no network")

        monkeypatch.setattr(dev, "make_venv", lambda venv, uv: None)
        monkeypatch.setattr(dev, "install", fail)
        with pytest.raises(dev.Unusable):
            self.ensure(root, dev.RUNTIME)
        assert not (root / "venv" / dev.STAMP).exists()


def test_manage_reads_the_environment_of_the_running_demo(tmp_path):
    with pytest.raises(dev.Unusable, match=r"dev\.py run"):
        dev.demo_environment(tmp_path)
    (tmp_path / "environment.json").write_text(json.dumps({"DATABASE_URL": "postgresql://x/y"}))
    assert dev.demo_environment(tmp_path) == {"DATABASE_URL": "postgresql://x/y"}


def test_options_are_found_and_taken_out_in_both_spellings():
    line = ["--fresh", "--data", "a b", "--port=9"]
    assert dev.option(line, "--data", "") == "a b"
    assert dev.option(line, "--port", "8000") == "9"
    assert dev.without(line, "--data") == ["--fresh", "--port=9"]
    assert dev.without(line, "--port") == ["--fresh", "--data", "a b"]


def test_ci_runs_the_same_tests_and_asks_for_a_browser():
    script = (ROOT / ".ci" / "run").read_text()
    assert "dev.py test" in script
    assert "CI=true" in script and "chromium" in script and "fonts-noto-cjk" in script
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
