"""The explanation sheet for the person, to be printed and handed out."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casework import store
from casework.beside import looks
from casework.models import Case, Look
from casework.outside import sheet
from casework.views import case_head, case_parts
from casework.views.access import officer, present


@dataclass(frozen=True, slots=True)
class Labels:
    """What stands before each part, in one language."""

    what: str
    where: str
    then: str
    must: str
    nothing: str
    by: str
    silence: str
    over: str
    ask: str
    number: str
    today: str
    end: str


LABELS = {
    "ja": Labels(
        "この手続について",
        "いまの段階",
        "これから",
        "あなたがすること",
        "いま、していただくことはありません。",
        "期限",
        "期限を過ぎると",
        "この期限は過ぎています。すぐに下の官署に相談してください。",
        "お問い合わせ先",
        "手続の番号",
        "この紙を作った日",
        "この紙は説明のためのもので、法律に定める通知書に代わるものではありません。",
    ),
    "en": Labels(
        "About this procedure",
        "Where it stands",
        "What happens next",
        "What you have to do",
        "There is nothing you have to do now.",
        "Last day",
        "After the last day",
        "This day has passed. Ask the office below at once.",
        "Whom to ask",
        "Number of your procedure",
        "Made on",
        "This sheet explains. It does not take the place of a notice that the law provides for.",
    ),
    "plain": Labels(
        "この 手続(てつづ)きは 何(なに)ですか",
        "今(いま)は どこですか",
        "これから",
        "あなたが すること",
        "今(いま)、する ことは ありません。",
        "いつまで",
        "しないと",
        "この 日(ひ)は もう 過(す)ぎました。すぐ 聞(き)いて ください。",
        "聞(き)く ところ",
        "手続(てつづ)きの 番号(ばんごう)",
        "この 紙(かみ)を 作(つく)った 日(ひ)",
        "これは 説明(せつめい)の 紙(かみ)です。法律(ほうりつ)の 書類(しょるい)では ありません。",
    ),
}
NAMES = {"ja": "日本語", "en": "English", "plain": "やさしい日本語"}


@require_safe
@case_parts.with_case
def sheet_page(request: HttpRequest, case: Case) -> HttpResponse:
    """The sheet in the language asked for (`?language=`), else in the person's own."""
    user, now = officer(request), present(request)
    if not case_parts.may_read_personal(user, case):
        return case_parts.refused_page(request, case_parts.not_for_you(), 403, case)
    held = store.read(case.pk)
    assert held is not None
    stage = sheet.stage_of(held.procedure, held.dossier)
    if stage is None:
        return case_parts.refused_page(request, sheet.NOT_TOLD, 409, case)
    language = sheet.language_of(case, request.GET.get("language", ""))
    made = sheet.make(case, held.procedure, held.dossier, stage, language, now)
    page = render(
        request,
        "casework/case_sheet.html",
        {
            "case": case,
            "head": case_head.head(case, held.procedure, held.dossier, user),
            "procedure": held.procedure,
            "sheet": made,
            "labels": LABELS[language],
            "languages": [(code, name, code == language) for code, name in NAMES.items()],
            "spoken": "en" if language == "en" else "ja",
        },
    )
    looks.note(user, Look.What.CASE, now, case=case)
    return page
