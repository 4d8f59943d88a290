"""Who files and with what papers, at the counter and online (61-8-3; Reg. 20, 21, 59-4, 61-3, 62)."""

from __future__ import annotations

from datetime import date

from workflows.counting import CountingError, Period, age_at, reckon, rule
from workflows.declare import Guard
from workflows.engine import View
from workflows.papers import missing
from workflows.procedures.residence.application.facts import (
    DEPARTURE_PREPARATION,
    DESIGNATED,
    NO_CARD_CLASSES,
    NO_CARD_STATUSES,
    SUPERVISED_TRAINING,
)
from workflows.procedures.residence.application.reading import TIME, asked, card_held, given, held, told
from workflows.procedures.residence.application.variant import Variant
from workflows.procedures.residence.common.days import as_day
from workflows.procedures.residence.vocabulary import day_of
from workflows.statuses import length
from workflows.texts import Text

PHOTO_AGE = Period.parse("6 months")
BY_ONLINE = frozenset(
    {
        "applicant",
        "legal_representative",
        "relative",
        "lawyer_scrivener",
        "accepting_org",
        "support_org",
        "public_interest_corp",
    }
)
BY_COUNTER = BY_ONLINE | {"filing_agent"}
# Who signs on with a code of the bureau, and who with the My Number card (Reg. 61-3(7)).
BY_CODE = frozenset({"accepting_org", "support_org", "public_interest_corp", "lawyer_scrivener"})
BY_NUMBER_CARD = frozenset({"applicant", "legal_representative", "relative", "lawyer_scrivener"})


# --- who files ----------------------------------------------------------------------------------------


def capacity(online: bool) -> Guard:
    """The filer is of the kinds that may carry this filing."""
    allowed = BY_ONLINE if online else BY_COUNTER
    return Guard(
        "filer_allowed",
        Text(
            "オンライン申請ができるのは、本人・法定代理人・親族等・弁護士等・所属機関等の職員です。"
            if online
            else "窓口で申請できるのは、本人・法定代理人・親族等・申請等取次者・弁護士等・所属機関等の職員です。",
            "Online: the applicant, legal representative, relative, lawyer or scrivener, staff of the "
            "organisation, support organisation or public-interest corporation."
            if online
            else "At the counter: the applicant, legal representative, relative, filing agent, lawyer or scrivener, staff of "
            "the organisation, support organisation or public-interest corporation.",
        ),
        Text("提出者の資格を確かめてください。", "Check in what capacity the filer acts."),
        "reg 61-3(4); reg 61-3(5)"
        if online
        else "icrra 61-8-3(4); reg 59-4(4)(1); reg 59-4(4)(2); reg 59-4(4)(3)",
        told("filed_by"),
        lambda view: str(view.told("filed_by")) in allowed,
    )


def relative_may() -> Guard:
    """A relative files only for somebody under 16 or ill."""
    return Guard(
        "relative_may",
        Text(
            "親族・同居者が申請できるのは、本人が16歳未満か、疾病等により自らできないときに限ります。",
            "A relative or housemate files only for somebody under 16, or ill.",
        ),
        Text(
            "事由を確かめて記録してください。仕事や学業の都合は当たりません。",
            "Check the ground and record it; work or school is none.",
        ),
        "reg 59-4(4)(3); reg 61-3(5)(4)",
        told("filed_by", "born") | given("relative_ground") | TIME,
        _relative_may,
    )


def _relative_may(view: View) -> bool:
    if view.told("filed_by") != "relative":
        return True
    ground, born = view.given.get("relative_ground"), as_day(view.told("born"))
    if ground == "under_16" and born is not None:
        return _age(born, day_of(view)) < 16
    return ground is not None


def _age(born: date, day: date) -> int:
    try:
        return age_at(born, day)
    except CountingError:
        return 0


def organisation_may() -> Guard:
    """A support organisation carries filings of SSW(i) only."""
    return Guard(
        "organisation_may",
        Text(
            "登録支援機関の職員による提出は、特定技能1号の人に限ります。",
            "Staff of a support organisation file for SSW(i) only.",
        ),
        Text("所属機関の職員、弁護士等又は本人による提出を求めてください。", "Let another filer act."),
        "reg 59-4(2)(1)イ; reg 61-3(5)(3)",
        told("filed_by", "status", "status_requested"),
        lambda view: view.told("filed_by") != "support_org" or "ssw_1" in (held(view), asked(view)),
    )


def trainee_host_on_paper() -> Guard:
    """The host of a supervised trainee files at the counter, but not online."""
    return Guard(
        "trainee_host_on_paper",
        Text(
            "団体監理型の実習実施者の職員は、オンラインでは提出できません。",
            "The host of a supervised trainee does not file online.",
        ),
        Text(
            "窓口での提出か、監理団体の職員、弁護士等又は本人による提出を求めてください。",
            "Let it file at the counter, or let the supervising organisation, a lawyer or the applicant act.",
        ),
        "reg 61-3(5)(3)",
        told("filed_by", "status", "status_requested"),
        lambda view: view.told("filed_by") != "accepting_org" or asked(view) not in SUPERVISED_TRAINING,
    )


def filer_named() -> Guard:
    """Who files for another says who they are and by what authority."""
    return Guard(
        "filer_named",
        Text(
            "本人以外が提出するときは、氏名と権限(承認番号・届出番号・続柄)を記録します。",
            "Who files for another is recorded with name and authority (approval, notice, kinship).",
        ),
        Text("提出者の氏名と権限を入力してください。", "Enter the filer's name and authority."),
        "icrra 61-8-3(4); reg 59-4(4)",
        told("filed_by") | given("filer_name", "filer_authority"),
        lambda view: (
            view.told("filed_by") == "applicant"
            or bool(view.given.get("filer_name") and view.given.get("filer_authority"))
        ),
    )


def in_japan(online: bool) -> Guard:
    """The applicant is in Japan; who appears in person shows it."""
    return Guard(
        "in_japan",
        Text("申請できるのは本邦にある間だけです。", "An application is made while in Japan."),
        Text(
            "本人が本邦にいることを確かめて記録してください。",
            "Check that the applicant is in Japan and record it.",
        ),
        "reg 61-3(5)" if online else "reg 59-4(4)(1); reg 59-4(4)(3)",
        told("filed_by") | given("in_japan"),
        lambda view: (
            (not online and view.told("filed_by") == "applicant") or view.given.get("in_japan") is True
        ),
    )


# --- the papers -----------------------------------------------------------------------------------------


def photo_needed(view: View) -> bool:
    """Whether a photo is asked for (Reg. 20(3), 21(3))."""
    born, period = as_day(view.told("born")), str(view.given.get("period_requested") or "")
    counted = length(period) if period else None
    if born is not None and _age(born, day_of(view)) < 1:
        return False
    if counted is not None and (counted.unit.value == "days" or counted.n <= 3):
        return False
    if view.procedure.code == "extension":
        return card_held(view)
    return asked(view) not in NO_CARD_STATUSES and view.told("designated_asked") not in NO_CARD_CLASSES


PHOTO_READS = told("born", "card_no", "designated_asked", "status", "status_requested") | given(
    "period_requested"
)


def complete(v: Variant) -> Guard:
    """The papers of the Regulation are there, or it is written why they may follow."""
    return Guard(
        "complete",
        Text(
            "申請書には、写真・旅券・在留カードの提示と、活動・生計等を証する資料を添えます。",
            "The form comes with photo, passport and card, and evidence of the activity and the means.",
        ),
        Text(
            "不足する書類を求めるか、追って提出させる理由を記録してください。期間は止まりません。",
            "Ask for what is missing, or record why it may follow; no period stops for it.",
        ),
        f"{v.form}; {v.papers}; reg 20(4)",
        PHOTO_READS | given("papers", "papers_follow") | TIME,
        lambda view: bool(view.given.get("papers_follow")) or not _missing(v, view),
    )


def _missing(v: Variant, view: View) -> tuple[str, ...]:
    papers = view.given.get("papers")
    return missing(
        v.code,
        papers if isinstance(papers, list) else (),
        asked(view),
        card=card_held(view),
        photo=photo_needed(view),
    )


def fresh_photo() -> Guard:
    """A photo that is handed in was taken within six months."""
    return Guard(
        "fresh_photo",
        Text(
            "写真は申請の日前6月以内に撮影したものです。",
            "A photo is no older than six months at the filing.",
        ),
        Text(
            "撮影日を記録し、古ければ撮り直しを求めてください。", "Record its day; ask for a new one if old."
        ),
        "reg 6-2(2); reg 20(2); reg 21(2)",
        given("papers", "photo_on") | TIME,
        _fresh_photo,
    )


def _fresh_photo(view: View) -> bool:
    papers, taken = view.given.get("papers"), as_day(view.given.get("photo_on"))
    if taken is None:
        return not (isinstance(papers, list) and "photo" in papers)
    last = reckon(taken, PHOTO_AGE, rule("first-day-out")).last_day
    return last is not None and day_of(view) <= last


def translated() -> Guard:
    """Papers in a foreign language come with a translation."""
    return Guard(
        "translated",
        Text("外国語の資料には訳文を添付します。", "Papers in a foreign language come with a translation."),
        Text(
            "訳文を求めるか、追って提出させる理由を記録してください。",
            "Ask for the translation, or record why it may follow.",
        ),
        "reg 62",
        given("translated", "papers_follow"),
        lambda view: view.given.get("translated") is not False or bool(view.given.get("papers_follow")),
    )


def specified_card_open() -> Guard:
    """A specified card goes along with an application of somebody who stays mid to long term."""
    return Guard(
        "specified_card_open",
        Text(
            "特定在留カードを併せて申請できるのは、引き続き中長期在留者である人だけです(2026年6月14日から)。",
            "A specified card is asked for along with the application only by who stays mid to long term (from "
            "14 June 2026).",
        ),
        Text("通常の在留カードの交付を受け、その後に申請してください。", "Take the ordinary card first."),
        "icrra 19-15-2(1)(2)",
        told("card_no") | given("specified_card") | TIME,
        lambda view: (
            view.given.get("specified_card") is not True
            or (card_held(view) and day_of(view) >= date(2026, 6, 14))
        ),
    )


# --- online ---------------------------------------------------------------------------------------------


def online_open(v: Variant) -> Guard:
    """The status can be applied for online."""
    return Guard(
        "online_open",
        Text(
            "外交・短期滞在(変更では希望する在留資格、更新では現に有する在留資格)と出国準備は、オンラインで申請できません。",
            "Diplomat and temporary visitor (asked for in a change, held in an extension) and preparing departure "
            "are not open online.",
        ),
        Text("窓口での申請を求めてください。", "Ask for a filing at the counter."),
        f"{'reg 61-3(1)(9)' if v.is_change else 'reg 61-3(1)(10)'}; practice departure-preparation",
        told("status", "status_requested", "designated_now", "designated_asked"),
        lambda view: (
            asked(view) not in ("diplomat", "temporary_visitor")
            and not (
                DESIGNATED in (held(view), asked(view))
                and DEPARTURE_PREPARATION in (view.told("designated_now"), view.told("designated_asked"))
            )
        ),
    )


def no_specified_card_online() -> Guard:
    """A specified card cannot be asked for online."""
    return Guard(
        "no_specified_card_online",
        Text(
            "特定在留カードは、オンライン申請と併せて申請できません。",
            "A specified card cannot be asked for with an online filing.",
        ),
        Text("書面で申請し、窓口で受け取ってください。", "File on paper and collect it at the counter."),
        "icrra 19-15-2(1); spc-rules 1; reg 59-4(4)(5)",
        given("specified_card"),
        lambda view: view.given.get("specified_card") is not True,
    )


def signed_on() -> Guard:
    """The online filer is registered and signs on as the Regulation says."""
    return Guard(
        "signed_on",
        Text(
            "オンライン申請は、機関等の職員は識別符号により、本人・法定代理人・親族は個人番号カードによって行います。",
            "Staff of organisations sign on by code, the applicant, legal representative and relatives by the My "
            "Number card.",
        ),
        Text("利用者情報の登録を確かめてください。", "Check that the user is registered."),
        "reg 61-3(6); reg 61-3(7)(1); reg 61-3(7)(2); reg 61-3(7)(3)",
        told("filed_by") | given("sign_on"),
        lambda view: (
            str(view.told("filed_by")) in (BY_CODE if view.given.get("sign_on") == "code" else BY_NUMBER_CARD)
        ),
    )


# --- put together -----------------------------------------------------------------------------------------


def on_paper(v: Variant) -> tuple[Guard, ...]:
    """Who files at the counter, and with what."""
    return (
        capacity(online=False),
        relative_may(),
        organisation_may(),
        filer_named(),
        in_japan(online=False),
        specified_card_open(),
        *_papers(v),
    )


def by_line(v: Variant) -> tuple[Guard, ...]:
    """Who files online, and with what."""
    return (
        online_open(v),
        no_specified_card_online(),
        capacity(online=True),
        relative_may(),
        organisation_may(),
        trainee_host_on_paper(),
        signed_on(),
        filer_named(),
        in_japan(online=True),
        *_papers(v),
    )


def _papers(v: Variant) -> tuple[Guard, ...]:
    return (complete(v), fresh_photo(), translated())
