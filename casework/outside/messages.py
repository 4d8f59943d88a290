"""What the person of a residence file is told, outside: which steps and reminders, and in which words.

The labels of steps and clocks are written for officers. For the dates that matter most to a person this module
has words of its own, in plain Japanese too; anything else is told by its label.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Q

from casework import store
from casework.models import Office
from casework.outside.plain import CLOCKS as PLAIN_CLOCKS
from casework.outside.plain import STEPS as PLAIN_STEPS
from notifications.models import MessageRow
from notifications.outbox import Message
from workflows.clocks import Clock, OpenClock, written_day
from workflows.declare import Step
from workflows.engine import Outcome, Procedure
from workflows.roles import Role
from workflows.texts import Text
from workflows.timers import Look, LookKind

TABLES = "residence"
THE_PERSON = frozenset({Role.FOREIGN_NATIONAL, Role.LEGAL_REPRESENTATIVE})
# At the port people are told face to face; they have no address yet.
AT_THE_PORT = frozenset({"landing", "exceptional_landing"})
# The person stands at the counter when these are taken: a letter would tell what they hold in their hands.
FACE_TO_FACE = frozenset(
    {
        "acq_permit",
        "card_issue_permission",
        "card_issue_port",
        "chg_pay_and_deliver",
        "ext_pay_and_deliver",
        "pr_pay_and_deliver",
        "spc_deliver_office",
        "spc_ordinary_meanwhile",
    }
)
# The application's own file tells it, with the number that the person knows.
TOLD_ELSEWHERE = frozenset({"ps_special"})
# The office owes the act by it, but it ends the person's stay.
ENDS_THE_STAY = "special_period"
# Twenty days before that, the office calls the person in: one notice, of the date that the call is about.
CALL = "special_period_warning"


@dataclass(frozen=True, slots=True)
class Said:
    """A text to a person: Japanese, English, plain Japanese."""

    ja: str
    en: str
    plain: str

    def data(self) -> dict[str, str]:
        """As a fact of a message."""
        return {"ja": self.ja, "en": self.en, "plain": self.plain}


@dataclass(frozen=True, slots=True)
class Words:
    """A date in the words for a person: what it is, what to do, what follows. What is left open is told as the
    clock declares it."""

    what: Said | None = None
    must: Said | None = None
    silence: Said | None = None


_STAY_ENDS = Said(
    "在留期間を過ぎると、日本にいることができなくなります(不法残留)。",
    "After the last day you may not stay in Japan (overstay).",
    "この日(ひ)の 後(あと)は、日本(にほん)に いる ことが できません。",
)
_FINE = Said(
    "届出をしないと、罰金を科されることがあります。",
    "Without the notice you may be fined.",
    "しないと、罰金(ばっきん)(お金(かね)を 払(はら)う こと)が あるかも しれません。",
)
_ADDRESS = Words(
    Said("住居地の届出", "notice of your address", "住(す)む 所(ところ)を 知(し)らせる 手続(てつづ)き"),
    Said(
        "お住まいの市区町村の窓口に、在留カードを持って届け出てください。",
        "Go to your city or town office with your residence card and give notice of your address.",
        "在留(ざいりゅう)カードを 持(も)って、市役所(しやくしょ)などに 行(い)って ください。"
        "住(す)む 所(ところ)を 言(い)って ください。",
    ),
    _FINE,
)
_PAPERS = Words(
    Said("資料の提出", "papers to hand in", "書類(しょるい)を 出(だ)す こと"),
    Said(
        "求められた資料を、期限までに提出してください。間に合わないときは、早めにご相談ください。",
        "Hand in the papers we asked for by the last day. If you cannot, ask us early.",
        "書類(しょるい)を 出(だ)して ください。できない ときは、早(はや)く 言(い)って ください。",
    ),
    Said(
        "提出された資料だけで判断します。",
        "We decide on what we have.",
        "今(いま) ある 書類(しょるい)だけで 決(き)めます。",
    ),
)
_COLLECT = Words(
    Said("結果の受取り", "your result to collect", "新(あたら)しい カードを 取(と)りに 行(い)く こと"),
    Said(
        "手数料を用意し、旅券と在留カードを持って、窓口で受け取ってください。",
        "Come to the counter with the fee, your passport and your residence card.",
        "お金(かね)(手数料(てすうりょう))と、パスポートと、在留(ざいりゅう)カードを 持(も)って、"
        "入管(にゅうかん)に 来(き)て ください。",
    ),
    Said(
        "受け取るまで、許可の効力は生じません。",
        "The permission has no effect until you collect it.",
        "取(と)りに 来(く)るまで、新(あたら)しい 許可(きょか)は ありません。",
    ),
)
_SPECIAL = Words(
    Said(
        "特例期間(申請中に在留できる期間)",
        "special period (stay while we decide)",
        "待(ま)って いる 間(あいだ)に 日本(にほん)に いて いい 日(ひ)",
    ),
    Said(
        "審査をしている官署に連絡し、呼出しがあればすぐにお越しください。",
        "Contact the office that handles your filing, and come at once if you are called.",
        "入管(にゅうかん)に 電話(でんわ)して ください。来(き)て くださいと 言(い)ったら、すぐ 来(き)て ください。",
    ),
    _STAY_ENDS,
)

CLOCKS: Mapping[str, Words] = {
    "stay_period": Words(
        Said("在留期間", "your period of stay", "日本(にほん)に いて いい 日(ひ)"),
        Said(
            "続けて在留するには、この日までに在留期間の更新か在留資格の変更を申請してください。",
            "To stay on, file for an extension or a change of status by this day.",
            "もっと 日本(にほん)に いたい 人(ひと)は、この日(ひ)までに 入管(にゅうかん)で "
            "手続(てつづ)きを して ください。",
        ),
        _STAY_ENDS,
    ),
    "departure_preparation": Words(
        Said("出国の準備の期間", "time to prepare to leave", "日本(にほん)を 出(で)る 日(ひ)"),
        Said(
            "この日までに出国してください。",
            "Leave Japan by this day.",
            "この日(ひ)までに 日本(にほん)を 出(で)て ください。",
        ),
        _STAY_ENDS,
    ),
    "pr_stay_watch": Words(
        Said("在留期間", "your period of stay", "日本(にほん)に いて いい 日(ひ)"),
        Said(
            "永住の申請とは別に、在留期間の更新を申請してください。",
            "File for an extension as well; the filing for permanent residence does not lengthen your stay.",
            "永住(えいじゅう)の 手続(てつづ)きだけでは 足(た)りません。"
            "ビザを 長(なが)く する 手続(てつづ)きも して ください。",
        ),
        _STAY_ENDS,
    ),
    "special_period": _SPECIAL,
    "special_period_warning": _SPECIAL,
    "document_request_due": _PAPERS,
    "result_collect": _COLLECT,
    "address_first_14": _ADDRESS,
    "address_after_change_14": _ADDRESS,
    "address_move_14": _ADDRESS,
    "address_90": Words(
        _ADDRESS.what,
        _ADDRESS.must,
        Said(
            "在留資格の取消しの対象となることがあります。",
            "Your status may be revoked.",
            "日本(にほん)に いる ことが できなく なるかも しれません。",
        ),
    ),
    "org_notification_14": Words(
        Said(
            "所属機関等の届出",
            "notice of your school, employer or spouse",
            "会社(かいしゃ)・学校(がっこう)・結婚(けっこん)が 変(か)わった ことを 知(し)らせる 手続(てつづ)き",
        ),
        Said(
            "オンライン、郵送又は窓口で届け出てください。",
            "Give notice online, by post or at the counter.",
            "インターネット、手紙(てがみ)、入管(にゅうかん)の 窓口(まどぐち)で 知(し)らせて ください。",
        ),
        _FINE,
    ),
    "card_validity": Words(
        Said(
            "在留カードの有効期間",
            "validity of your residence card",
            "在留(ざいりゅう)カードを 使(つか)える 日(ひ)",
        ),
        Said(
            "在留カードの有効期間の更新を申請してください。",
            "File for the renewal of your residence card.",
            "新(あたら)しい 在留(ざいりゅう)カードを もらう 手続(てつづ)きを して ください。",
        ),
        Said(
            "在留カードが失効します。",
            "The card becomes void.",
            "この カードは 使(つか)えなく なります。",
        ),
    ),
    "acquisition_apply_30": Words(
        Said("在留資格の取得の申請", "filing for a status", "日本(にほん)に いる ための 手続(てつづ)き"),
        Said(
            "60日を超えて日本にいるときは、この日までに在留資格の取得を申請してください。",
            "To stay more than sixty days, file for a status of residence by this day.",
            "60日(にち)より 長(なが)く 日本(にほん)に いる 人(ひと)は、この日(ひ)までに "
            "入管(にゅうかん)で 手続(てつづ)きを して ください。",
        ),
    ),
    "acquisition_exempt_60": Words(
        Said(
            "在留資格なしで在留できる期間",
            "stay without a status",
            "ビザなしで 日本(にほん)に いて いい 日(ひ)",
        ),
        Said(
            "この日までに在留資格の取得の許可を受けるか、出国してください。",
            "Have a status granted, or leave, by this day.",
            "この日(ひ)までに 許可(きょか)を もらって ください。もらわない 人(ひと)は、"
            "日本(にほん)を 出(で)て ください。",
        ),
        _STAY_ENDS,
    ),
}
STEPS: Mapping[str, Said] = {
    **dict.fromkeys(
        ("ext_request_documents", "chg_request_documents", "pr_request_documents"),
        Said(
            "資料提出の求め(詳しくは別にお渡しする通知書をご覧ください)",
            "more papers are asked for (see the notice you receive for details)",
            "書類(しょるい)を もっと 出(だ)して ください。手紙(てがみ)を 見(み)て ください。",
        ),
    ),
    **dict.fromkeys(
        ("ext_decide_permit", "chg_decide_permit", "pr_decide_permit", "acq_decide_permit"),
        Said(
            "審査の結果が出ました。受取りにお越しください。",
            "there is a result; please come to collect it",
            "結果(けっか)が 出(で)ました。入管(にゅうかん)に 来(き)て ください。",
        ),
    ),
    **dict.fromkeys(
        (
            "ext_refuse_in_stay",
            "ext_refuse_in_special",
            "chg_refuse_in_stay",
            "chg_refuse_in_special",
            "pr_refuse",
            "acq_refuse",
        ),
        Said(
            "申請は許可されませんでした(理由は別にお渡しする通知書をご覧ください)。",
            "your filing was not granted (see the notice you receive for the reasons)",
            "許可(きょか)は ありませんでした。手紙(てがみ)を 見(み)て ください。",
        ),
    ),
    **dict.fromkeys(
        (
            "ps_overstay",
            "ext_special_period_exhausted",
            "chg_special_period_exhausted",
            "acq_sixty_days_over",
        ),
        Said(
            "在留できる期間が終わりました。すぐに官署へご連絡ください。",
            "the time for which you may stay is over; contact the office at once",
            "日本(にほん)に いて いい 日(ひ)は 終(お)わりました。すぐ 入管(にゅうかん)に "
            "電話(でんわ)して ください。",
        ),
    ),
    "nd_open": Said(
        "届出が必要になりました。",
        "you have to give a notice",
        "知(し)らせる 手続(てつづ)きが あります。して ください。",
    ),
    **dict.fromkeys(
        ("ext_expiry_reached", "chg_expiry_reached"),
        Said(
            "在留期間は終わりましたが、申請中のため、特例期間の間は引き続き在留できます。",
            "your period of stay is over; as your filing is pending you may stay during the special period",
            "もう 少(すこ)し 日本(にほん)に いて いいです。長(なが)くて 2か月(かげつ)です。"
            "今(いま) 手続(てつづ)きを して いるからです。",
        ),
    ),
}


_KINDS = {LookKind.AHEAD: "person_reminder_ahead", LookKind.TODAY: "person_reminder_today"}


# --- messages -------------------------------------------------------------------------------------


def of_step(held: store.Held, outcome: Outcome, now: datetime) -> list[Message]:
    """The notice of a step whose article, or that of a step it carried along, has the person told. Of their own
    act, and of what they are handed at the counter, they get a mail but no letter."""
    if held.procedure.tables != TABLES or not THE_PERSON & set(outcome.tells):
        return []
    taken = dict.fromkeys((outcome.step.id, *(move.step for move in outcome.moved)))
    steps = [held.procedure.steps[name] for name in taken]
    telling = [s for s in steps if THE_PERSON & set(s.tells) and s.id not in TOLD_ELSEWHERE]
    if not telling:
        if TOLD_ELSEWHERE & set(taken):
            return []
        telling = [outcome.step]  # told by a step it carried along that left its machine where it was
    by_mail = all(s.id in FACE_TO_FACE or THE_PERSON & set(s.by) for s in telling)
    words = next((STEPS[s.id] for s in telling if s.id in STEPS), None)
    seq, at = outcome.dossier.seq, outcome.dossier.last_at or now
    return [
        Message(
            key=f"event:{held.id}:{seq}:person",
            kind="person_step",
            audience=_audience(held, by_mail=by_mail),
            facts={
                **_common(held),
                "step": words.data() if words else step_words(telling[0]),
                "happened": written_day(at)[:10],
            },
            at=at,
            case=held.number,
        )
    ]


def of_look(held: store.Held, row: store.RunningRow, look: Look) -> list[Message]:
    """The reminder of a rung up to the day itself; what comes after is between the person and the office."""
    spec = held.procedure.clocks[row.clock.id]
    if look.kind not in (LookKind.AHEAD, LookKind.TODAY) or not _theirs(held.procedure, spec):
        return []
    due = written_day(row.clock.alarm_at)
    if spec.id == CALL:
        if look.kind is LookKind.AHEAD:
            return []
        due = str(held.dossier.facts.get("special_until") or "")
    return [
        Message(
            key=f"clock:{row.id}:{row.clock.cycle}:{look.rung}:person",
            kind="person_call" if spec.id == CALL else _KINDS[look.kind],
            # The post takes days: what ends tomorrow or today would be told when it is over.
            audience=_audience(held, by_mail=look.days <= 1 and spec.id != CALL),
            facts={
                **_common(held),
                **clock_words(spec),
                "days": look.days,
                "due": due,
            },
            at=look.at,
            case=held.number,
        )
    ]


def of_correction(
    held: store.Held, seq: int, code: str, old: OpenClock | None, new: OpenClock | None, now: datetime
) -> list[Message]:
    """The right date, to who was told a wrong one."""
    spec = held.procedure.clocks[code]
    if old is None or code == CALL or not _theirs(held.procedure, spec) or not _was_told(held, code):
        return []
    words = CLOCKS.get(code, Words())
    return [
        Message(
            key=f"corrected:{held.id}:{seq}:{code}:person",
            kind="person_corrected",
            audience=_audience(held),
            facts={
                **_common(held),
                "clock": words.what.data() if words.what else _in_three(spec.label, _plain(spec.id)[0]),
                "was": written_day(old.alarm_at),
                "is": written_day(new.alarm_at if new else None),
            },
            at=now,
            case=held.number,
        )
    ]


def _theirs(procedure: Procedure, spec: Clock) -> bool:
    return procedure.tables == TABLES and (spec.owed_by in THE_PERSON or spec.id in (ENDS_THE_STAY, CALL))


def _was_told(held: store.Held, code: str) -> bool:
    """Whether a date of this clock has been told outside: by a reminder, or by an earlier correction."""
    row = held.running.get(code)
    told = Q(key__startswith=f"corrected:{held.id}:", key__endswith=f":{code}:person")
    if row is not None:
        told |= Q(key__startswith=f"clock:{row.id}:{row.clock.cycle}:", key__endswith=":person")
    return MessageRow.objects.filter(told).exists()


def _audience(held: store.Held, *, by_mail: bool = False) -> str:
    only = by_mail or held.procedure.code in AT_THE_PORT
    return f"person:{held.number}" + ("/mail" if only else "")


def _common(held: store.Held) -> dict[str, Any]:
    return {"number": held.number, "office": office_name(held.office)}


def clock_words(spec: Clock) -> dict[str, Any]:
    """A date as a notice tells it: what it is, what to do, what follows, each in three languages."""
    words = CLOCKS.get(spec.id, Words())
    return {
        name: said.data() if said is not None else _in_three(declared, plain)
        for (name, said, declared), plain in zip(
            (
                ("clock", words.what, spec.label),
                ("must", words.must, spec.must),
                ("silence", words.silence, spec.silence),
            ),
            _plain(spec.id),
            strict=True,
        )
    }


def step_words(step: Step) -> dict[str, str]:
    """A step as a notice tells it, in three languages."""
    words = STEPS.get(step.id)
    return words.data() if words else _in_three(step.label, PLAIN_STEPS.get(step.id))


def _plain(clock: str) -> tuple[str | None, str | None, str | None]:
    return PLAIN_CLOCKS.get(clock, (None, None, None))


def _in_three(text: Text, plain: str | None) -> dict[str, str]:
    """A text of the declarations with its plain Japanese, where there is one."""
    return _pair(text) | ({"plain": plain} if plain else {})


def _pair(text: Text) -> dict[str, str]:
    return {"ja": text.ja, "en": text.en}


@lru_cache(maxsize=1)
def _offices() -> dict[str, dict[str, str]]:
    # Offices change by deployment, so the table is read once a process.
    return {code: {"ja": ja, "en": en} for code, ja, en in Office.objects.values_list("code", "ja", "en")}


def office_name(code: str) -> dict[str, str]:
    """An office in both languages; its code where it is unknown."""
    if code not in _offices():
        _offices.cache_clear()
    return _offices().get(code, {"ja": code, "en": code})
