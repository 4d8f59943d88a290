"""What of a case's line of events is asked for. The words to look for come by POST and stay in the session: they may
be a name, and no name ever stands in an address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from casework.beside import timeline
from casework.forms import number
from casework.models import Case, User
from casework.templatetags.tetsuzuki import language, weekday_date
from casework.views import case_parts
from casework.views.access import officer
from workflows.texts import Text

KINDS = {
    timeline.Kind.STEP: Text("手続", "steps"),
    timeline.Kind.CORRECTION: Text("更正", "corrections"),
    timeline.Kind.NOTE: Text("メモ", "notes"),
    timeline.Kind.DOCUMENT: Text("書類", "documents"),
    timeline.Kind.MOVEMENT: Text("担当の動き", "movements of work"),
}

NAMES = ("kind", "officer", "since", "until")


@dataclass(frozen=True, slots=True)
class Tag:
    """One filter in force, and the address without it."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The filter as asked for, and its controls."""

    wanted: timeline.Filter
    kinds: list[tuple[str, str, bool]]
    officers: list[tuple[int, str, bool]]
    since: str
    until: str
    tags: list[Tag]


def read(request: HttpRequest, case: Case) -> Asked:
    """The filter of this page; a value that no control offers is left out."""
    lang = language()
    beside = case_parts.may_read_personal(officer(request), case)
    try:
        kind = timeline.Kind(request.GET.get("kind", ""))
    except ValueError:
        kind = None
    people = timeline.officers(case, beside=beside)
    chosen = number(request.GET.get("officer"))
    who = next((user for user in people if user.pk == chosen), None)
    since, until = _day(request.GET.get("since")), _day(request.GET.get("until"))
    words = _words(request, case)
    wanted = timeline.Filter(kind, who.pk if who else None, since, until, words)
    offered = [k for k in KINDS if beside or k not in (timeline.Kind.NOTE, timeline.Kind.DOCUMENT)]
    return Asked(
        wanted,
        [(k.value, KINDS[k].get(lang), k is kind) for k in offered],
        [(user.pk, str(user), user is who) for user in people],
        since.isoformat() if since else "",
        until.isoformat() if until else "",
        _tags(wanted, who, lang),
    )


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2099 else None


# One case's words at a time: the session is not a history of what was looked for.
_KEPT = "line-words"


def _words(request: HttpRequest, case: Case) -> str:
    kept = request.session.get(_KEPT)
    return str(kept[1]) if isinstance(kept, list) and len(kept) == 2 and kept[0] == case.pk else ""


def _tags(wanted: timeline.Filter, who: User | None, lang: str) -> list[Tag]:
    values = {
        "kind": wanted.kind.value if wanted.kind else "",
        "officer": str(wanted.officer or ""),
        "since": wanted.since.isoformat() if wanted.since else "",
        "until": wanted.until.isoformat() if wanted.until else "",
    }
    labels = {
        "kind": KINDS[wanted.kind].get(lang) if wanted.kind else "",
        "officer": str(who) if who else "",
        "since": Text(f"{weekday_date(wanted.since)}から", f"from {weekday_date(wanted.since)}").get(lang),
        "until": Text(f"{weekday_date(wanted.until)}まで", f"until {weekday_date(wanted.until)}").get(lang),
    }
    found = []
    for name, value in values.items():
        if value:
            rest = {n: v for n, v in values.items() if v and n != name}
            found.append(Tag(labels[name], f"?{urlencode(rest)}#timeline"))
    return found


@require_POST
@case_parts.with_case
def find(request: HttpRequest, case: Case) -> HttpResponse:
    """Take the filter from its form: the words go into the session, the rest into the address."""
    words = " ".join(request.POST.get("words", "").replace("\x00", "").split())[: timeline.MOST_WORDS]
    words = words.encode("utf-8", "ignore").decode("utf-8")
    if words:
        request.session[_KEPT] = [case.pk, words]
    else:
        request.session.pop(_KEPT, None)
    kept = {name: request.POST[name] for name in NAMES if request.POST.get(name)}
    query = f"?{urlencode(kept)}" if kept else ""
    return redirect(reverse("case", args=[case.number]) + query + "#timeline")
