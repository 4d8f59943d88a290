"""Why the door does not do something: its own refusals, beside those of the law package."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from casework.models import Draft
from workflows.counting import TOKYO, CountingError
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


# --- a second signature: a rule of the office, so nothing is cited ---------------------------------


def needs_signature(label: Text) -> Refusal:
    """The refusal of a serious step of an officer whose serious steps are countersigned."""
    return Refusal(
        "needs-signature",
        Text(
            f"「{label.ja}」は、決裁を受けるまで記録できません。",
            f"“{label.en}” is not recorded before it has been countersigned.",
        ),
        Text(
            "あなたの重要な手続には決裁を要すると、官署の管理職が定めています(法令の定めではなく、内部の決まりです)。",
            "Your supervisors have decided that your serious steps need a second signature"
            " (an internal rule of the office, not one of the Act).",
        ),
        Text(
            "「決裁に回す」を押してください。入力した内容は残っています。",
            "Send it for countersigning; what you entered is kept.",
        ),
    )


def rectify_needs_signature() -> Refusal:
    """The refusal to rectify a serious entry by an officer whose serious steps are countersigned."""
    return Refusal(
        "needs-signature",
        Text(
            "重要な手続の記録は、あなただけでは更正できません。", "You may not rectify a serious entry alone."
        ),
        needs_signature(Text("", "")).rule,
        Text(
            "決裁を要しない職員に更正を依頼するか、管理職に相談してください。",
            "Ask an officer who needs no second signature to rectify it, or ask a supervisor.",
        ),
    )


# --- absences -------------------------------------------------------------------------------------


def not_your_officer() -> Refusal:
    """The refusal to change something of an officer of whom one is no supervisor."""
    return Refusal(
        "not-supervisor",
        Text(
            "この職員について定められるのは、本人とその官署の管理職です。",
            "This is for the officer and the supervisors of the office.",
        ),
        Text("", ""),
        Text("本人か管理職に依頼してください。", "Ask the officer or a supervisor."),
    )


def bad_absence(fields: Mapping[str, Text]) -> Refusal:
    """The refusal of an absence that cannot be recorded, with a sentence for each field at fault."""
    return Refusal(
        "bad-fact",
        Text("この内容では不在を記録できません。", "The absence cannot be recorded like this."),
        Text("", ""),
        Text("示した欄を直してください。", "Correct the fields named."),
        (),
        fields,
    )


def away_already(since: date, until: date) -> Refusal:
    """The refusal of a second absence for the same days."""
    return Refusal(
        "bad-fact",
        Text(
            f"{since}から{until}までの不在が既に記録されています。",
            f"An absence from {since} to {until} is on record already.",
        ),
        Text("同じ日に二つの不在は記録しません。", "A day belongs to one absence."),
        Text("先の不在を終えてから記録し直してください。", "End that one first, then record the new one."),
        (),
        {"since": Text("日が重なっています。", "The days overlap.")},
    )


def no_absence() -> Refusal:
    """The refusal of an absence that does not exist."""
    return Refusal(
        "no-entry",
        Text("その不在の記録はありません。", "There is no such absence."),
        Text("", ""),
        Text("一覧を読み直してください。", "Reload the list."),
    )


def still_away(until: date) -> Refusal:
    """The refusal to give work back to somebody who is still away."""
    return Refusal(
        "absent",
        Text(f"その職員は{until}まで不在です。", f"That officer is away until {until}."),
        Text("仕事は、不在が終わってから戻せます。", "Work is given back when the absence is over."),
        Text("先に不在を終えてください。", "End the absence first."),
    )


# --- drafts ---------------------------------------------------------------------------------------


def no_draft() -> Refusal:
    """The refusal of a draft that does not exist."""
    return Refusal(
        "no-entry",
        Text("その決裁待ちの手続はありません。", "There is no such draft."),
        Text("", ""),
        Text("一覧を読み直してください。", "Reload the list."),
    )


def draft_waits(mine: bool) -> Refusal:
    """The refusal to prepare a step of which a draft waits already."""
    return Refusal(
        "draft-waits",
        Text(
            "この事件の同じ手続が、既に決裁を待っています。",
            "The same step of this case waits for a signature already.",
        ),
        Text("同じ手続を二つ並べて決裁に回すことはできません。", "A step is sent for signature once."),
        Text(
            "回した手続を取り下げるか、その内容を開いて直してください。",
            "Withdraw that one, or open it and correct it.",
        )
        if mine
        else Text("回した職員に確かめてください。", "Ask the officer who prepared it."),
    )


def draft_decided(draft: Draft) -> Refusal:
    """The refusal of a draft that somebody has decided: who, when, and how."""
    when = f"{draft.decided_at.astimezone(TOKYO):%Y-%m-%d %H:%M}" if draft.decided_at else ""
    ja = {"signed": "決裁されました", "returned": "差し戻されました"}.get(draft.status, "取り下げられました")
    en = {"signed": "signed", "returned": "sent back"}.get(draft.status, "withdrawn")
    return Refusal(
        "draft-decided",
        Text(
            f"この手続は、{when}に{draft.decided_by or 'システム'}により{ja}。",
            f"This was {en} by {draft.decided_by or 'the system'} at {when}.",
        ),
        Text("決裁は一度だけです。", "A draft is decided once."),
        Text("事件の経過を確かめてください。", "See the timeline of the case."),
    )


def draft_stale(newer: int) -> Refusal:
    """The refusal to sign what was prepared on an earlier state of the case."""
    return Refusal(
        "stale",
        Text(
            f"この手続が用意された後に、事件に{newer}件の記録が加わりました。",
            f"{newer} entries were added to the case after this was prepared.",
        ),
        Text(
            "決裁できるのは、いまの事件について用意された手続だけです。",
            "What is signed must have been prepared on the case as it stands.",
        ),
        Text(
            "作成者へ戻し、新しい記録を踏まえて用意し直してもらってください。",
            "Send it back to be prepared anew with what is new.",
        ),
    )


def preparer_gone() -> Refusal:
    """The refusal to sign for an officer who has left."""
    return Refusal(
        "draft-decided",
        Text("この手続を用意した職員は在籍していません。", "Who prepared this is no longer in service."),
        Text("手続は、用意した職員の名で記録されます。", "The step would be entered in that officer's name."),
        Text("別の職員が用意し直してください。", "Another officer must prepare it anew."),
    )


def not_prepared_by_you() -> Refusal:
    """The refusal to withdraw another officer's draft."""
    return Refusal(
        "work-taken",
        Text(
            "取り下げられるのは、この手続を用意した職員だけです。", "Only who prepared this may withdraw it."
        ),
        Text("", ""),
        Text(
            "決裁者であれば、理由を付けて差し戻してください。", "As the signer, send it back with a reason."
        ),
    )


def cannot_be_asked(refusal: Refusal) -> Refusal:
    """The refusal to ask an officer for a signature who may not give it."""
    text = Text(
        "この職員には決裁を依頼できません。別の決裁者を選んでください。",
        "This officer may not sign it; choose somebody else.",
    )
    return Refusal("bad-fact", text, refusal.rule, refusal.remedy, refusal.cites, {"signer": text})


def as_prepared(refusal: Refusal) -> Refusal:
    """A refusal of the step itself, at the signature."""
    return Refusal(
        refusal.code,
        Text(
            f"用意された内容のままでは記録できません。{refusal.fact.ja}",
            f"It cannot be entered as it was prepared. {refusal.fact.en}",
        ),
        refusal.rule,
        Text(
            "理由を付けて差し戻し、作成者に直してもらってください。",
            "Send it back with the reason, to be corrected.",
        ),
        refusal.cites,
        refusal.fields,
    )
