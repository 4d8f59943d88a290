"""What lies on the desks of the demo office: notes, papers, steps that wait for a signature, work handed back,
an officer who is away. Everything goes the way an officer would take, so the rules of each hold here too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from casework import actions
from casework.beside import documents, notes
from casework.days import tokyo_day
from casework.demo.pen import STORIES
from casework.models import Case, Person, User, WorkItem
from workflows.registry import procedure as find_procedure

# Who writes what on whose newest file of which procedure: (person's key, procedure, author, text).
NOTES = (
    (
        "tigist",
        "deportation",
        "tyo-guard2",
        "訴訟代理人から、執行停止の決定後も面会の希望があった。三月の報告の前に面会の記録をまとめます。\n"
        "@tyo-chief1 計画の第二版を見ていただけますか。",
    ),
    (
        "tigist",
        "deportation",
        "tyo-chief1",
        "@tyo-guard2 見ました。送還先の渡航文書の見込みを一行加えてください。",
    ),
    (
        "ankhbayar",
        "extension",
        "tyo-triage",
        "勤務先が移転したとのこと。課税証明書の住所と照合が要ります。@tyo-examiner お願いします。",
    ),
)
# The paper, whose newest file it lies on, who laid it there, and its versions.
PAPERS = (
    (
        "tigist",
        "deportation",
        "tyo-guard2",
        "退去のための計画(案)",
        ("第一版。送還先との調整の見込みは未定。\n", "第二版。送還先の渡航文書の見込みを加えた。\n"),
    ),
    (
        "ankhbayar",
        "extension",
        "tyo-triage",
        "勤務先からの移転の連絡(写し)",
        ("勤務先の所在地が変わったとの連絡。\n",),
    ),
)


def lay_out(told: Mapping[str, Person], officers: Mapping[str, User], now: datetime) -> None:
    """Notes, papers, work handed back and an absence, as they stand at `now`; on the files of those people only
    whose stories (by key) were told."""
    people = {STORIES[key].person: person for key, person in told.items()}
    _write_notes(people, officers, now)
    _lay_papers(people, officers, now)
    _ask_for_signatures(people, officers, now)
    _hand_back(officers, now)
    _go_away(officers, now)


def _newest(people: Mapping[str, Person], key: str, procedure: str) -> Case | None:
    if key not in people:
        return None
    return Case.objects.filter(person=people[key], procedure=procedure).latest("opened_at")


def _write_notes(people: Mapping[str, Person], officers: Mapping[str, User], now: datetime) -> None:
    for place, (key, procedure, author, text) in enumerate(NOTES):
        case = _newest(people, key, procedure)
        if case is not None:
            notes.add(case, text, officers[author], now - timedelta(hours=20 - 6 * place))


def _lay_papers(people: Mapping[str, Person], officers: Mapping[str, User], now: datetime) -> None:
    for key, procedure, by, title, versions in PAPERS:
        case = _newest(people, key, procedure)
        if case is None:
            continue
        codes = documents.papers(find_procedure(case.procedure, case.law_on))
        at = now - timedelta(days=2)
        sent = [documents.Sent(f"{title}.txt", text.encode()) for text in versions]
        first = documents.add(case, sent[0], by=officers[by], now=at, codes=codes, title=title)
        for place, more in enumerate(sent[1:], 1):
            later = at + timedelta(hours=5 * place)
            documents.add_version(first.document, more, by=officers[by], now=later, remark="追記")


# What the examiner of both files would find, before a second officer has read it.
FINDING = {
    "ground": "overstay",
    "reasons": "在留期間を超えて残留した。",
    "rights_explained": True,
    "prior_removal": False,
    "prior_departure_order": False,
}


def _ask_for_signatures(people: Mapping[str, Person], officers: Mapping[str, User], now: datetime) -> None:
    """One finding waits for a signature, another has come back with a reason."""
    inspector, signer = officers["tyo-inspector1"], officers["tyo-chief2"]
    for key, back in (
        ("farooq", ""),
        ("quynh", "超過の起算日を、旅券の証印と照らして理由に書いてください。"),
    ):
        case = _newest(people, key, "deportation")
        if case is None:
            continue
        at = now - timedelta(hours=2)
        draft = actions.prepare(
            case.pk,
            "found_deportable",
            FINDING,
            by=inspector,
            at=at,
            now=at,
            remark="理由の書き方を見てください。",
            signer=signer,
        )
        if back:
            actions.send_back(draft.pk, by=signer, now=now - timedelta(hours=1), reason=back)


def _hand_back(officers: Mapping[str, User], now: datetime) -> None:
    """One piece of each of two officers goes back to the queue."""
    for name, reason in (
        ("tyo-guard1", "同じ人の以前の事件を調べたことがあり、別の職員が望ましいため。"),
        ("tyo-examiner", "技能実習の経験者の意見が要るため。"),
    ):
        officer = officers[name]
        item = WorkItem.objects.filter(assignee=officer).order_by("-by", "pk").first()
        if item is not None:
            actions.assign(item.pk, None, by=officer, now=now - timedelta(hours=3), reason=reason)


def _go_away(officers: Mapping[str, User], now: datetime) -> None:
    """An inspector is away for some days and covered; a guard's days are ahead."""
    today = tokyo_day(now)
    boss = officers["tyo-enforcement"]
    for name, cover, first, last, reason in (
        ("tyo-inspector2", "tyo-inspector1", 0, 2, "研修"),
        ("tyo-guard1", None, 5, 9, "年次休暇"),
    ):
        actions.record_absence(
            officers[name],
            today + timedelta(days=first),
            today + timedelta(days=last),
            cover=officers[cover] if cover else None,
            by=boss,
            now=now - timedelta(hours=1),
            reason=reason,
        )
