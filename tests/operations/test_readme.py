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
from tests.browser.tour_way import WAY
from workflows.procedures.deportation import DEPORTATION

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("README.md", "docs/tour.md")
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
    texts = [AT.label, *(step.label for step in DEPORTATION.steps.values())]
    texts += [clock.label for clock in DEPORTATION.clocks.values()]
    texts += [fact.label for fact in DEPORTATION.facts.values()]
    texts += [state.label for machine in DEPORTATION.machines.values() for state in machine.states.values()]
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


def test_the_long_tour_has_the_steps_of_the_test_in_order():
    labels = {step.label.ja: code for code, step in DEPORTATION.steps.items()}
    users = {account["full_name"]: account["username"] for account in SIGN_INS}
    told, who = [], ""
    for line in text_of("docs/tour.md").splitlines():
        if not re.match(r"\| \d+", line):
            continue
        named = [ja for ja, _ in PAIR.findall(line)]
        who = next((users[ja] for ja in named if ja in users), who)
        told += [(who, labels[ja]) for ja in named if ja in labels]
    assert told == [(act.who, act.step) for act in WAY]


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
