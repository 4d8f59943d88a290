"""Lock files: complete, hashed, without addresses; nothing in the tree names a package index."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)")


def requirements(name: str) -> dict[str, tuple[str, list[str]]]:
    """name -> (version, hashes)."""
    found: dict[str, tuple[str, list[str]]] = {}
    current = ""
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if match := PIN.match(line):
            current = match[1].lower()
            assert current not in found, f"{current} is listed twice"
            found[current] = (match[2], [])
        elif line.strip().startswith("--hash=sha256:"):
            found[current][1].append(line.split(":")[1].strip(" \\"))
        else:
            assert not line.strip() or line.lstrip().startswith("#"), f"unexpected: {line}"
    return found


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_requirement_is_pinned_and_hashed(name):
    found = requirements(name)
    assert len(found) > 20
    for package, (_, hashes) in found.items():
        assert hashes, package
        assert all(re.fullmatch(r"[0-9a-f]{64}", value) for value in hashes), package


@pytest.mark.parametrize("name", ["requirements.in", "requirements-dev.in"])
def test_every_wanted_package_is_locked(name):
    locked = requirements(name.replace(".in", ".lock"))
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        wanted = re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", line)
        if wanted:
            assert wanted[0].lower() in locked, wanted[0]


def test_both_locks_agree():
    runtime, tools = requirements("requirements.lock"), requirements("requirements-dev.lock")
    for package in runtime.keys() & tools.keys():
        assert runtime[package] == tools[package], package


@pytest.mark.parametrize(
    "name", ["requirements.lock", "requirements-dev.lock", "requirements.in", "requirements-dev.in"]
)
def test_no_address_of_an_index_is_written_down(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*(-i|--index-url|--extra-index-url|--find-links|-f)\b", text, re.MULTILINE)


def test_the_unrelated_package_of_the_same_name_is_not_taken():
    assert "viewflow" not in requirements("requirements.lock")
    assert requirements("requirements.lock")["django-viewflow"][0] == "2.4.0"
    assert (ROOT / "licenses" / "django-viewflow" / "LICENSE_EXCEPTION").exists()
