"""Every sentence in both languages: in the code, in the templates, and on the pages as officers see them."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models, transaction
from django.test import Client

from casework.models import User
from casework.samples import SIGN_INS
from tests.casework.language_crawl import JAPANESE, crawl
from workflows.facts import Choice, Fact, Kind
from workflows.texts import Text

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted(
    path
    for package in ("casework", "notifications", "workflows", "config")
    for path in (ROOT / package).rglob("*.py")
    if "migrations" not in path.parts
)
TEMPLATES = sorted((ROOT / "casework" / "templates").rglob("*.html"))
with (ROOT / "locale/en/LC_MESSAGES/django.mo").open("rb") as file:
    ENGLISH = gettext.GNUTranslations(file)
# Terms of the law that stand in brackets after their English, and the form of a number.
GLOSSES = ("監理人", "再審情願", "更正", "供述調書", "特別受理", "19登", "99登")
# A sub-item is named by its own letter in either language: 24(4)ロ.
_LETTER = re.compile(
    r"(?<![ぁ-んァ-ヶ一-龠])[イロハニホヘトチリヌルヲワカヨタレソツネオ](?![ぁ-んァ-ヶ一-龠])"
)


def stray(text: str) -> bool:
    """Whether an English text has Japanese in it that is no letter of an item and no term in brackets."""
    for gloss in GLOSSES:
        text = text.replace(gloss, "")
    return JAPANESE.search(_LETTER.sub("", text)) is not None


# --- in the code ------------------------------------------------------------------------------------


def _said(node: ast.expr) -> str | None:
    """The text of an argument; {} for what is filled in. None where it is no text written there."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(v.value) if isinstance(v, ast.Constant) else "{}" for v in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _said(node.left), _said(node.right)
        return None if left is None or right is None else left + right
    return None


@lru_cache(maxsize=1)
def _trees() -> tuple[tuple[Path, ast.Module], ...]:
    return tuple((path, ast.parse(path.read_text("utf-8"))) for path in CODE)


def _calls(*names: str) -> Iterator[tuple[str, str, ast.Call]]:
    for path, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                function = node.func
                name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
                if name in names:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", name, node


def _lacking(sentence: str, plural: bool) -> bool:
    found = (
        [ENGLISH.ngettext(sentence, sentence, n) for n in (1, 2)] if plural else [ENGLISH.gettext(sentence)]
    )
    return JAPANESE.search(sentence) is not None and any(f == sentence or not f or stray(f) for f in found)


def test_every_sentence_of_the_code_has_its_english() -> None:
    count, lacking = 0, []
    for where, name, call in _calls("_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"):
        sentence = _said(call.args[0]) if call.args else None
        if sentence is None:
            lacking.append(f"{where}: not a text written there, so nobody can translate it")
            continue
        count += 1
        if _lacking(sentence, name.startswith("ngettext")):
            lacking.append(f"{where}: {sentence}")
    assert not lacking
    assert count > 30


def test_every_text_of_the_law_is_in_both_languages() -> None:
    """`Text(ja, en)`: the English is there and is English, the Japanese is not the English again."""
    count, wrong = 0, []
    for where, _name, call in _calls("Text"):
        if len(call.args) != 2:
            continue
        ja, en = _said(call.args[0]), _said(call.args[1])
        if ja is None or en is None:
            continue
        count += 1
        if bool(ja) != bool(en) or (JAPANESE.search(ja) and (ja == en or stray(en))):
            wrong.append(f"{where}: {ja} | {en}")
        elif re.search(r"[A-Za-z]+ [A-Za-z]+ [A-Za-z]+", ja) and not JAPANESE.search(ja):
            wrong.append(f"{where}: no Japanese: {ja}")
    assert not wrong
    assert count > 3000


def _blocks(text: str) -> Iterator[tuple[str, bool]]:
    pattern = r"\{%\s*blocktrans(?:late)?\b([^%]*)%\}(.*?)\{%\s*endblocktrans"
    for found in re.finditer(pattern, text, re.S):
        body, plural, _ = found[2].partition("{% plural %}")
        if "trimmed" in found[1]:
            body = " ".join(line.strip() for line in body.splitlines() if line.strip())
        yield re.sub(r"\{\{\s*(\w+)\s*\}\}", r"%(\1)s", body), bool(plural)


def test_every_block_of_the_templates_has_its_english() -> None:
    blocks = [(t.name, *block) for t in TEMPLATES for block in _blocks(t.read_text("utf-8"))]
    assert len(blocks) > 20
    assert not [f"{name}: {body}" for name, body, plural in blocks if _lacking(body, plural)]


def test_no_template_has_bare_japanese() -> None:
    """What stands outside of trans and blocktrans reaches readers of English as it is."""
    dropped = (
        r"\{%\s*comment.*?endcomment\s*%\}",
        r"\{%\s*blocktrans.*?endblocktrans\s*%\}",
        r"\{%.*?%\}",
        r"\{\{.*?\}\}",
        r"\{#.*?#\}",
        r"<!--.*?-->",
        r"<(\w+)[^>]*\slang=\"ja\"[^>]*>[^<]*</\1>",
    )
    bare = []
    for template in TEMPLATES:
        # Between languages only a character that both can read.
        text = template.read_text("utf-8").replace("・", "").replace("、", "").replace("。", "")
        for pattern in dropped:
            text = re.sub(pattern, "", text, flags=re.S)
        # A branch of a template for one language alone (letters) names that language beside it.
        bare += [f"{template.name}: {line.strip()}" for line in text.splitlines() if JAPANESE.search(line)]
    assert bare in ([], [line for line in bare if line.startswith("letters_print.html") and " 様" in line])


def test_lists_inside_a_sentence_are_joined_as_the_language_does() -> None:
    choices = tuple(Choice(code, Text(f"日本語{code}", f"word {code}")) for code in "ab")
    fact = Fact("kinds", Text("種類", "kinds"), Kind.CHOICES, choices)
    assert fact.show(["a", "b"], "ja") == "日本語a、日本語b"
    assert fact.show(["a", "b"], "en") == "word a, word b"


# --- on the pages -----------------------------------------------------------------------------------

# One officer of each kind of work; the law is the same for all, so only the first reads it.
OFFICERS = [
    "tyo-enforcement",
    "tyo-inspector1",
    "tyo-hearing",
    "tyo-chief1",
    "tyo-director",
    "tyo-facility",
    "tyo-doctor",
    "tyo-refugee",
    "tyo-counsellor",
    "tyo-desk",
    "tyo-triage",
    "tyo-examiner",
    "tyo-opinion",
    "hq-commissioner",
    "hq-supervisor",
]
_LAW = re.compile(r"^/(procedures|law)/")


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo office, gone afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("seed_demo", today=date(2026, 11, 24), verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield
        transaction.set_rollback(True)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)


def recorded() -> list[str]:
    """What people wrote: names, addresses, reasons, messages in their language. Names of offices are ours and
    have their English. The longest first, as pages show them: without line ends."""
    found: set[str] = set()
    kinds = (models.CharField, models.TextField, models.JSONField)
    for model in (
        *apps.get_app_config("casework").get_models(),
        *apps.get_app_config("notifications").get_models(),
    ):
        if model.__name__ == "Office":
            continue
        names = [f.name for f in model._meta.concrete_fields if isinstance(f, kinds)]
        for row in model._default_manager.values_list(*names) if names else ():
            for text in _strings(row):
                for line in (text, *text.splitlines()):
                    if JAPANESE.search(line) or len(line) > 8:
                        found.add(" ".join(line.split()))
                        # A message's subject is shown without its head.
                        found.add(re.sub(r"^(【[^】]*】|\[[^\]]*\])\s*", "", " ".join(line.split())))
    return sorted((text for text in found if len(text) > 0), key=len, reverse=True)


def without(text: str, known: Iterable[str]) -> str:
    for name in known:
        if name in text:
            text = text.replace(name, " ")
    return text


def _signed_in(username: str, language: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    client.cookies["django_language"] = language
    return client


def _pages(language: str, officers: Iterable[str]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    for number, username in enumerate(officers):
        starts = ["/", *(["/procedures/", "/law/"] if number == 0 else [])]
        for address, page in crawl(_signed_in(username, language), starts, 1, None if number == 0 else _LAW):
            yield f"{username} {address}", page.words


@pytest.mark.django_db
def test_a_reader_of_english_meets_no_japanese_of_ours(demo: None, settings: Any) -> None:
    """Every kind of page that each officer can reach by links: the Japanese on it is what people recorded."""
    settings.TETSUZUKI_DEMO = True
    held = {e["username"]: {*e["roles"], *(["supervisor"] if e["is_supervisor"] else [])} for e in SIGN_INS}
    assert set().union(*(held[name] for name in OFFICERS)) == set().union(*held.values())
    known, seen, found = recorded(), 0, set()
    for where, words in _pages("en", OFFICERS):
        seen += 1
        for lang, text in words:
            if not lang.startswith(("ja", "zh", "ko")) and stray(text) and stray(without(text, known)):
                found.add(f"{where}: {text[:120]}")
    assert not sorted(found)
    assert seen > 15 * len(OFFICERS)


_ENGLISH = re.compile(r"(?:\b[A-Za-z][a-z']+[,;]? ){3}[a-z]+")


@pytest.mark.django_db
def test_a_reader_of_japanese_meets_no_english_sentence_of_ours(demo: None, settings: Any) -> None:
    settings.TETSUZUKI_DEMO = True
    known, found, seen = recorded(), set(), 0
    for where, words in _pages("ja", ("tyo-enforcement", "tyo-desk", "tyo-director", "hq-supervisor")):
        seen += 1
        for lang, text in words:
            if not lang.startswith("en") and _ENGLISH.search(text) and _ENGLISH.search(without(text, known)):
                found.add(f"{where}: {text[:120]}")
    assert not sorted(found)
    assert seen > 60


def test_the_walk_sees_what_it_must_see() -> None:
    """The checks above would notice a sentence that was forgotten."""
    assert stray("Case 受理") and not stray("overstay (24(4)ロ)") and stray("24(4)ロシア")
    assert not stray("supervisor (監理人)") and stray("監理人の届出")
    assert _ENGLISH.search("The case is closed") and not _ENGLISH.search("NGUYEN VAN AN")
    assert without("a/assigned to 佐藤 花子", ["佐藤 花子"]) == "a/assigned to  "
