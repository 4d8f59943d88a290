"""The law from the side of its articles: which steps, refusals and clocks rest on each."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from casework.templatetags.tetsuzuki import language
from casework.views.access import signed_in
from casework.views.case_words import capital
from casework.views.law_words import step_href
from workflows.law import ACT_NAMES, PRACTICES, Act, Citation
from workflows.provisions import PARTS, Part, Use, of, uses
from workflows.registry import procedures

# A search longer than this names no article.
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Place:
    """One thing that rests on an article: where it is told, and what it says there."""

    href: str
    label: str
    procedure: str


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence that rests on an article, and everything for which it is said."""

    says: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class PartRows:
    """The parts of one kind that rest on a paragraph."""

    code: str
    label: str
    rows: tuple[Said, ...]

    @property
    def count(self) -> int:
        """How many sentences, or how many parts where nothing is said of them."""
        return sum(1 if row.says else len(row.places) for row in self.rows)


def act_name(act: Act, lang: str) -> str:
    """The name of an act; practice without an article under its own name."""
    ja, _, en = ACT_NAMES[act]
    return ja if lang == "ja" else capital(en)


def article_name(act: Act, article: str, lang: str) -> str:
    """An article by its number; a practice by what is done."""
    if act is Act.PRACTICE:
        return PRACTICES[article][lang == "en"]
    return Citation(act, article).label(lang)


@require_safe
@signed_in
def article_list(request: HttpRequest) -> HttpResponse:
    """All articles on which something rests, by act; `?find=` goes to the article of that number."""
    asked = request.GET.get("find", "")
    found = find(asked) if asked else None
    if found is not None:
        return HttpResponseRedirect(reverse("article", args=[found.act.value, found.article]))
    context = {"acts": _acts(language()), "asked": asked[:_LONGEST], "missing": bool(asked)}
    return render(request, "casework/articles.html", context)


@lru_cache(maxsize=2)
def _acts(lang: str) -> list[tuple[str, str, list[tuple[str, str, int, int, int]]]]:
    return [
        (
            act.value,
            act_name(act, lang),
            [
                (
                    article,
                    article_name(act, article, lang),
                    _count(rests, Part.STEP),
                    _count(rests, Part.REFUSAL),
                    _count(rests, Part.CLOCK),
                )
                for article, rests in articles.items()
            ],
        )
        for act, articles in uses().items()
    ]


def _count(rests: tuple[Use, ...], part: Part) -> int:
    return len({(use.procedure, use.code) for use in rests if use.part is part})


def find(text: str) -> Citation | None:
    """The article that a search names: 法第44条の2, 規則6の2, 44-2. An act not named is the Immigration Control
    Act. None where nothing rests on it."""
    wanted = unicodedata.normalize("NFKC", text[:_LONGEST]).replace(" ", "").lower()
    act = Act.ICRRA
    # The longest short form first: 令5改正附則 before 法.
    for known in sorted(uses(), key=lambda a: -len(ACT_NAMES[a][1])):
        for name in (ACT_NAMES[known][0], ACT_NAMES[known][1], known.value):
            if wanted.startswith(name.lower()):
                act, wanted = known, wanted[len(name) :]
                break
        else:
            continue
        break
    match = re.fullmatch(r"(?:art\.?|第)?([0-9]+)条?((?:(?:の|-)[0-9]+)*)(?:[(第0-9項号)]*)", wanted)
    if match is None:
        return None
    article = match[1] + match[2].replace("の", "-")
    return Citation(act, article) if of(act.value, article) else None


@require_safe
@signed_in
def article_page(request: HttpRequest, act: str, article: str) -> HttpResponse:
    """What the system makes of one article, paragraph by paragraph, in the words of its declarations."""
    found = of(act, article)
    if not found:
        raise Http404
    lang = language()
    known = Act(act)
    context = {
        "act": act_name(known, lang),
        "name": article_name(known, article, lang),
        "practice": known is Act.PRACTICE,
        "paragraphs": _paragraphs(known, article, lang),
    }
    return render(request, "casework/article.html", context)


@lru_cache(maxsize=512)
def _paragraphs(act: Act, article: str, lang: str) -> list[tuple[str, str, list[PartRows]]]:
    grouped: dict[str, list[Use]] = {}
    for use in of(act.value, article):
        grouped.setdefault(use.cited.paragraph or "", []).append(use)
    return [
        (paragraph, Citation(act, article, paragraph or None).label(lang), _parts(rests, lang))
        for paragraph, rests in grouped.items()
    ]


def _parts(rests: list[Use], lang: str) -> list[PartRows]:
    found = []
    for part, label in PARTS.items():
        # What is said of many steps is said once, with the steps behind it.
        said: dict[str, dict[Place, None]] = {}
        for use in (u for u in rests if u.part is part):
            key = use.says.get(lang) if use.says else ""
            said.setdefault(key, {})[_place(use, lang)] = None
        if said:
            rows = tuple(Said(says, tuple(places)) for says, places in said.items())
            found.append(PartRows(part.value, capital(label.get(lang)), rows))
    return found


def _place(use: Use, lang: str) -> Place:
    label = capital(use.label.get(lang))
    if not use.procedure:
        return Place("", label, "")
    procedure = next(p for p in procedures() if p.code == use.procedure)
    href = reverse("procedure", args=[use.procedure])
    if use.part is Part.CLOCK:
        href += f"?machine=clocks#clock-{use.code}"
    elif use.code:
        href += step_href(procedure, use.code)
    name = capital(procedure.label.get(lang))
    return Place(href, label, "" if name == label else name)
