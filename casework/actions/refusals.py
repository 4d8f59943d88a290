"""Why the door does not do something: its own refusals, beside those of the law package."""

from __future__ import annotations

from datetime import date

from workflows.counting import CountingError
from workflows.engine import Procedure
from workflows.law import cites
from workflows.roles import OFFICES, Role
from workflows.texts import Refusal, Text


def no_case() -> Refusal:
    return Refusal(
        "no-case",
        Text("その事件はありません。", "There is no such case."),
        Text("", ""),
        Text("事件番号を確かめてください。", "Check the case number."),
    )


def no_law(law_on: date) -> Refusal:
    return Refusal(
        "no-law",
        Text(
            f"{law_on}に適用される手続の定めはこのシステムにありません。",
            f"This system has no text of the procedure for {law_on}.",
        ),
        Text(
            "手続は、令和6年6月10日以後の法令によります。",
            "The procedures follow the Act as in force since 10 June 2024.",
        ),
        Text("日時を確かめてください。", "Check the date."),
        cites("suppl-2023-56 1"),
    )


def bad_birth(error: CountingError) -> Refusal:
    return Refusal(
        "bad-fact",
        Text("生年月日から年齢を計算できません。", f"No age can be counted from the birth date: {error}"),
        Text("", ""),
        Text("生年月日を確かめてください。", "Check the birth date."),
        cites("age-act 1"),
    )


def stale(newer: int) -> Refusal:
    """The refusal of a page that shows a case as it was `newer` entries ago."""
    return Refusal(
        "stale",
        Text(
            f"この画面を開いた後に、事件に{newer}件の記録が加わりました。",
            f"{newer} entries were added to the case after this page was opened.",
        ),
        Text("最新の状態を見て判断してください。", "Decide on the case as it stands now."),
        Text(
            "画面を読み直してください。入力した内容は残っています。", "Reload the page; your input is kept."
        ),
    )


def not_opening(procedure: Procedure, label: Text) -> Refusal:
    opening = [s.label for s in procedure.steps.values() if s.opens]
    return Refusal(
        "not-opening",
        Text(f"「{label.ja}」では事件を始められません。", f"“{label.en}” does not open a case."),
        Text(
            f"事件は次のいずれかで始まります: {'、'.join(o.ja for o in opening)}。",
            f"A case opens with: {'; '.join(o.en for o in opening)}.",
        ),
        Text("始まりの段階を選んでください。", "Choose an opening step."),
    )


def no_reason() -> Refusal:
    return Refusal(
        "missing-fact",
        Text("更正の理由がありません。", "The rectification gives no reason."),
        Text("記録の更正には理由を残します。", "A correction of the record keeps its reason."),
        Text("理由を入力してください。", "Enter the reason."),
        (),
        {"reason": Text("「更正の理由」を入力してください。", "Enter “reason for the rectification”.")},
    )


def bad_rectified_time() -> Refusal:
    return Refusal(
        "future",
        Text("更正後の日時が使えません。", "The corrected time is not usable."),
        Text("既に起きた日時を、時差を付けて入力します。", "It must be a past time with its time zone."),
        Text("日時を直してください。", "Correct the time."),
    )


def no_entry(seq: int) -> Refusal:
    return Refusal(
        "no-entry",
        Text(
            f"記録{seq}は更正できる手続の記録ではありません。",
            f"Entry {seq} is no step that can be rectified.",
        ),
        Text("更正できるのは手続の記録です。", "Only entries of steps can be rectified."),
        Text("記録の番号を確かめてください。", "Check the entry's number."),
    )


def falls(procedure: Procedure, step: str, seq: int, refusal: Refusal) -> Refusal:
    label = procedure.steps[step].label if step in procedure.steps else Text(step, step)
    return Refusal(
        "would-fall",
        Text(
            f"そのように更正すると、記録{seq}「{label.ja}」が成り立たなくなります。{refusal.fact.ja}",
            f"So corrected, entry {seq} “{label.en}” would not stand. {refusal.fact.en}",
        ),
        refusal.rule,
        Text(
            "先にその記録を更正してください。",
            "Rectify that entry first.",
        ),
        refusal.cites,
        refusal.fields,
    )


def work_gone() -> Refusal:
    return Refusal(
        "work-gone",
        Text("この仕事は既に済んでいます。", "This piece of work is done already."),
        Text("", ""),
        Text("一覧を読み直してください。", "Reload the list."),
    )


def taken_by_other() -> Refusal:
    return Refusal(
        "work-taken",
        Text("この仕事は別の職員が担当しています。", "Another officer has this piece of work."),
        Text("担当を替えられるのは本人と管理職です。", "It can be moved by that officer or a supervisor."),
        Text("担当者か管理職に相談してください。", "Ask that officer or a supervisor."),
    )


def not_yours_to_give() -> Refusal:
    return Refusal(
        "work-given",
        Text("他の職員に割り当てることはできません。", "You may not give work to another officer."),
        Text("仕事を割り当てるのは管理職です。", "Work is given out by a supervisor."),
        Text("自分で担当するか、管理職に依頼してください。", "Take it yourself, or ask a supervisor."),
    )


def not_their_office(role: Role) -> Refusal:
    return Refusal(
        "wrong-office",
        Text(
            "その職員はこの仕事の官職に就いていません。",
            "That officer does not hold the office this work needs.",
        ),
        Text(f"必要な官職: {OFFICES[role].ja}", f"Needed: {OFFICES[role].en}"),
        Text("その官職の職員に割り当ててください。", "Assign an officer who holds it."),
    )


def already_open(procedure: Procedure, number: str) -> Refusal:
    """The refusal of a second open file of a procedure that a person can have only once at a time."""
    return Refusal(
        "already-open",
        Text(
            f"この人には処理中の「{procedure.label.ja}」{number}があります。",
            f"This person has an open file of “{procedure.label.en}” already: {number}.",
        ),
        Text(
            "同じ種類の申請を、同時に二つ審査することはありません。",
            "Two filings of the same kind are not examined at the same time.",
        ),
        Text(
            "その事件を続けるか、取下げ・申請内容の変更を記録してください。",
            "Go on with that file, or record its withdrawal or conversion first.",
        ),
    )


def no_file_to_reach(label: Text) -> Refusal:
    """The refusal of a step that must move another file of the person, where there is none."""
    return Refusal(
        "no-linked-file",
        Text(f"この人には「{label.ja}」の事件がありません。", f"This person has no file of “{label.en}”."),
        Text(
            "この段階は、その事件の記録と同時でなければ効力を記録できません。",
            "The step takes effect together with an entry on that file.",
        ),
        Text(
            "先に在留の事件を始めるか、氏名の取り違えがないか確かめてください。",
            "Open the residence file first, or check that this is the right person.",
        ),
    )


def not_this_person(number: str) -> Refusal:
    """The refusal of a file number that is not one of the same person's."""
    shown = number[:40].replace("\x00", "")
    return Refusal(
        "other-person",
        Text(
            f"事件「{shown}」は、この人の事件ではないか、存在しません。",
            f"There is no file “{shown}” of this person.",
        ),
        Text(
            "一つの段階が動かすのは同じ人の事件だけです。",
            "A step moves files of the same person only.",
        ),
        Text("事件番号を確かめてください。", "Check the number."),
    )


def over_there(number: str, refusal: Refusal) -> Refusal:
    """A refusal that another file of the person made, told with its number."""
    return Refusal(
        refusal.code,
        Text(
            f"同時に記録される事件{number}でできません。{refusal.fact.ja}",
            f"File {number}, which is entered together with it, does not allow it. {refusal.fact.en}",
        ),
        refusal.rule,
        refusal.remedy,
        refusal.cites,
        refusal.fields,
    )


def belongs_to(number: str, seq: int) -> Refusal:
    """The refusal to rectify an entry that came about with a step on another file."""
    return Refusal(
        "came-with-another",
        Text(
            f"この記録は、事件{number}の記録{seq}に伴って生じたものです。",
            f"This entry came about with entry {seq} of file {number}.",
        ),
        Text(
            "もとの記録が更正されると、この記録も更正されます。",
            "When that entry is rectified, this one is rectified with it.",
        ),
        Text("もとの記録を更正してください。", "Rectify that entry."),
    )
