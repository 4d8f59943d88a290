"""README.md and docs/tour.md name buttons, files and commands that exist. Labels stand there as 「日本語」 (English)."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands

import dev
from casework.forms import AT
from casework.samples import SIGN_INS
from tests.browser import residence_way
from tests.browser.tour_way import WAY
from workflows.registry import procedures

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("README.md", "docs/tour.md", "docs/tour-residence.md")
TOURS = {"docs/tour.md": WAY, "docs/tour-residence.md": residence_way.WAY}
# A label may be broken over two lines of the text, between words.
PAIR = re.compile(r"「([^」]+)」(?:\s+\(((?:[^()]|\([^()]*\))*)\))?")
ENTRY = re.compile(r'^msgid "(?P<ja>.+)"\nmsgstr "(?P<en>.+)"$', re.M)
WITHOUT_ENGLISH = {"English"}


@cache
def known() -> dict[str, set[str]]:
    """Everything a screen calls by a name: Japanese, and what it is in English."""
    found: dict[str, set[str]] = defaultdict(set)
    for entry in ENTRY.finditer((ROOT / "locale/en/LC_MESSAGES/django.po").read_text("utf-8")):
        found[entry["ja"]].add(entry["en"])
    texts = [AT.label]
    for procedure in procedures():
        texts += [procedure.label, *(step.label for step in procedure.steps.values())]
        texts += [clock.label for clock in procedure.clocks.values()]
        texts += [fact.label for fact in procedure.facts.values()]
        texts += [s.label for machine in procedure.machines.values() for s in machine.states.values()]
    for text in texts:
        found[text.ja].add(text.en)
    for account in SIGN_INS:
        found[account["full_name"]].add(account["username"])
    return found


def text_of(document: str) -> str:
    return (ROOT / document).read_text("utf-8")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_label_is_on_a_screen_in_both_languages(document):
    pairs = [(ja, " ".join(en.split())) for ja, en in PAIR.findall(text_of(document))]
    assert len(pairs) >= 20
    wrong = [
        (ja, en)
        for ja, en in pairs
        if ja not in WITHOUT_ENGLISH and (not en or en not in known().get(ja, set()))
    ]
    assert wrong == []


@pytest.mark.parametrize("document", TOURS)
def test_a_tour_has_the_steps_of_its_test_in_order(document):
    labels = defaultdict(set)
    for procedure in procedures():
        for code, step in procedure.steps.items():
            labels[step.label.ja].add(code)
    users = {account["full_name"]: account["username"] for account in SIGN_INS}
    told, who = [], ""
    for line in text_of(document).splitlines():
        if not re.match(r"\| \d+", line):
            continue
        named = [ja for ja, _ in PAIR.findall(line)]
        who = next((users[ja] for ja in named if ja in users), who)
        told += [(who, labels[ja]) for ja in named if ja in labels]
    way = TOURS[document]
    assert [who for who, _ in told] == [act.who for act in way]
    assert all(act.step in codes for act, (_, codes) in zip(way, told, strict=True))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_to_files_that_exist(document):
    folder = (ROOT / document).parent
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text_of(document)) if "://" not in link]
    assert [link for link in links if not (folder / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_paths_named_in_the_text_exist(document):
    paths = re.findall(
        r"`((?:tests|casework|workflows|notifications|locale|docs)/[\w./-]*)`", text_of(document)
    )
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_commands_exist():
    words = re.findall(r"python3 dev\.py (\w+)(?: (\w+))?", text_of("README.md"))
    assert {command for command, _ in words} <= set(dev.LOCKS)
    assert {second for command, second in words if command == "manage"} <= set(get_commands())


def test_the_output_shown_is_what_replay_prints(capsys):
    call_command("replay", str(ROOT / "tests/scenarios/01-the-long-way.yaml"), language="en")
    printed = capsys.readouterr().out.splitlines()
    block = text_of("README.md").split("$ python3 dev.py manage replay", 1)[1].split("```", 1)[0]
    shown = [line.strip() for line in block.splitlines()[1:] if line.strip()]
    assert len(shown) >= 3
    first = printed.index(shown[0])
    assert printed[first : first + len(shown)] == shown
