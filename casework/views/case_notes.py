"""Notes on a case: all of them on one page, and the form that adds one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from casework import store
from casework.beside import looks, notes
from casework.forms import number
from casework.models import Case, Look, User
from casework.templatetags.tetsuzuki import language
from casework.views import case_head, case_parts
from casework.views.access import officer, present
from workflows.texts import Refusal, Refused, Text


@dataclass(frozen=True, slots=True)
class NoteForm:
    """The form of a note: what was typed, whom one may choose, what is wrong."""

    text: str
    offered: list[tuple[str, str, str, bool]]
    problems: Mapping[str, Text]

    @property
    def wrong_text(self) -> Text | None:
        """The sentence beside the text."""
        return self.problems.get("text")

    @property
    def wrong_people(self) -> Text | None:
        """The sentence beside the names."""
        return self.problems.get("mentioned")

    @property
    def any_chosen(self) -> bool:
        """Whether a name is chosen."""
        return any(chosen for *_, chosen in self.offered)


def blank(
    case: Case,
    user: User,
    text: str = "",
    chosen: Sequence[str] = (),
    problems: Mapping[str, Text] | None = None,
) -> NoteForm:
    """The form, empty or as it was typed."""
    offered = [
        (
            u.username,
            str(u),
            (u.office_id or "") if u.office_id != case.office_id else "",
            u.username in chosen,
        )
        for u in notes.offered(case, user)
    ]
    return NoteForm(text, offered, problems or {})


@require_http_methods(["GET", "HEAD", "POST"])
@case_parts.with_case
def notes_page(request: HttpRequest, case: Case) -> HttpResponse:
    """The notes of a case; POST adds one."""
    user = officer(request)
    if not notes.may_read(user, case):
        return case_parts.refused_page(request, case_parts.not_for_you(), 403, case)
    if request.method != "POST":
        return _show(request, case, blank(case, user))
    text, chosen = request.POST.get("text", ""), request.POST.getlist("mentioned")
    try:
        added = notes.add(case, text, user, present(request), chosen)
    except Refused as refused:
        fields = refused.refusal.fields
        return _show(request, case, blank(case, user, text, chosen, fields), refused.refusal)
    told = Text("メモを書きました。", "The note is written.")
    if not added.new:
        told = Text(
            "このメモは既に書かれています。二重には書いていません。",
            "This note has been written already; it was not written twice.",
        )
    messages.success(request, told.get(language()))
    return redirect(reverse("case", args=[case.number]) + "#timeline")


def _show(request: HttpRequest, case: Case, form: NoteForm, refusal: Refusal | None = None) -> HttpResponse:
    user, now = officer(request), present(request)
    held = store.read(case.pk)
    assert held is not None
    rows, following = notes.page(case, number(request.GET.get("before")))
    new = notes.unseen(case, user)
    response = render(
        request,
        "casework/case_notes.html",
        {
            "case": case,
            "head": case_head.head(case, held.procedure, held.dossier, user),
            "procedure": held.procedure,
            "rows": rows,
            "following": following,
            "before": request.GET.get("before"),
            "note": form,
            "new_notes": new,
            "refusal": refusal,
            "now": now,
        },
        status=422 if refusal else 200,
    )
    notes.mark_seen(new, user, now)
    looks.note(user, Look.What.CASE, now, case=case)
    return response
