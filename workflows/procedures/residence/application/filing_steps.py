"""The steps by which an application comes in, is joined, converted or passed on."""

from __future__ import annotations

from workflows.declare import SAME, Derive, Guard, Start, Step
from workflows.engine import View
from workflows.facts import Value
from workflows.procedures.residence.application import aims, filing, handover
from workflows.procedures.residence.application.days import filing_last_day
from workflows.procedures.residence.application.facts import DESIGNATED, JFIND
from workflows.procedures.residence.application.machine import EXAMINED
from workflows.procedures.residence.application.reading import (
    asked,
    in_special_of_another,
    in_the_stay,
    stay_end,
    told,
)
from workflows.procedures.residence.application.variant import CHANGE, Variant
from workflows.procedures.residence.common.days import as_day
from workflows.procedures.residence.vocabulary import day_of
from workflows.roles import Role
from workflows.texts import Text

FILERS = (
    Role.FOREIGN_NATIONAL,
    Role.LEGAL_REPRESENTATIVE,
    Role.RELATIVE,
    Role.FILING_AGENT,
    Role.LAWYER_SCRIVENER,
    Role.ACCEPTING_ORG,
    Role.SUPPORT_ORG,
)
COUNTER_STAFF = (Role.FRONT_DESK, Role.INSPECTOR)

_WHO = ("filer_name", "filer_authority", "relative_ground", "in_japan")
_PAPERS = ("photo_on", "papers", "papers_follow", "translated", "note")
_TOTALS = (
    "designated_now",
    "supporter_status",
    "ssw_days_before",
    "ssw_days_left_out",
    "ssw_six_years",
    "jfind_days_before",
)
_AIMS_OF_CHANGE = ("compelling_reason", "hsp1_before", "designated_asked", "titp_transition_met")
_CARD = ("specified_card", "holds_specified_card", "card_issued_on")


# --- what is worked out -------------------------------------------------------------------------------


def _today(view: View) -> Value:
    return day_of(view).isoformat()


def _without_status(view: View) -> bool:
    return not in_the_stay(view) and not in_special_of_another(view)


def _gap_from(view: View) -> Value:
    end = stay_end(view)
    return end.fromordinal(end.toordinal() + 1).isoformat() if end and _without_status(view) else None


def _gap_until(view: View) -> Value:
    return day_of(view).isoformat() if _without_status(view) else None


def _late_days(view: View) -> Value:
    end = stay_end(view)
    return (day_of(view) - end).days if end else None


FILED = (Derive("filed_on", _today), Derive("gap_from", _gap_from), Derive("gap_until", _gap_until))


# --- clocks that a filing starts ----------------------------------------------------------------------------


def _has_end(view: View) -> bool:
    return stay_end(view) is not None


def _ssw(view: View) -> bool:
    return asked(view) == "ssw_1" and view.told("ssw_days_before") is not None


def _jfind(view: View) -> bool:
    return (
        asked(view) == DESIGNATED
        and view.told("jfind_days_before") is not None
        and JFIND in (view.told("designated_now"), view.told("designated_asked"))
    )


def _titp(view: View) -> bool:
    return str(view.told("status_requested") or "").startswith("titp_")


def starts(v: Variant, filed_at: str | None = None) -> tuple[Start, ...]:
    """The clocks of a new file; `filed_at` names the day of an original filing."""
    found: tuple[Start, ...] = (
        Start(v.processing, at=filed_at),
        Start("net_processing_timer"),
        Start(v.window, test=_has_end, reads=told("stay_until")),
        Start("stay_period", test=_has_end, reads=told("stay_until")),
        Start("ssw1_total", test=_ssw, reads=told("status", "status_requested", "ssw_days_before")),
        Start(
            "jfind_total",
            test=_jfind,
            reads=told(
                "status", "status_requested", "jfind_days_before", "designated_now", "designated_asked"
            ),
        ),
    )
    if v.is_change:
        found = (*found, Start("titp_transition", test=_titp, reads=told("status_requested")))
    return found


# --- the steps -----------------------------------------------------------------------------------------------


def _needs(v: Variant, *more: str) -> tuple[str, ...]:
    wanted = ("status_requested", "what_changes") if v.is_change else ()
    return ("filed_by", *wanted, *more)


def _may(v: Variant, *more: str) -> tuple[str, ...]:
    if v.is_change:
        own: tuple[str, ...] = (
            *_AIMS_OF_CHANGE,
            "permanence_given_up",
            "new_organisation",
            "new_designation",
        )
    else:
        own = ("status_requested", "what_changes")
    return (*_WHO, "period_requested", *own, *_TOTALS, *_CARD, *_PAPERS, "previous_case", *more)


def _timely(v: Variant) -> tuple[str, ...]:
    return ("second_filing",) if v.is_change else ("second_filing", "early_reason")


def _filing(v: Variant, ja: str, en: str) -> Text:
    return Text(f"{v.label.ja}({ja})", f"{v.label.en}, {en}")


def steps(v: Variant) -> tuple[Step, ...]:
    """How an application comes to be, and how it leaves its office or its kind."""
    return (
        Step(
            v.step("file_counter"),
            v.code,
            ("draft",),
            "received",
            _filing(v, "窓口", "at the counter"),
            v.counter,
            by=FILERS,
            recorded_by=COUNTER_STAFF,
            needs=_needs(v),
            may=_may(v, *_timely(v), "prior_consent"),
            guards=filing.at_the_counter(v),
            starts=starts(v),
            sets={"channel": "counter"},
            derives=FILED,
            hands_over=handover.filed(v),
            documents=(v.application_form,),
            tells=(Role.FOREIGN_NATIONAL, Role.TRIAGE_OFFICER),
            opens=True,
            help=Text(
                "中長期在留者の在留カードに申請中の表示をする(規則19条の6第12項・20条5項)。",
                "The card of a mid-to-long-term resident is marked as pending (Reg. 19-6(12), 20(5)).",
            ),
        ),
        Step(
            v.step("file_online"),
            v.code,
            ("draft",),
            "received",
            _filing(v, "オンライン", "online"),
            v.online,
            by=FILERS,
            recorded_by=COUNTER_STAFF,
            needs=_needs(v, "sign_on"),
            may=_may(v, *_timely(v), "notify_email"),
            guards=filing.by_line(v),
            starts=starts(v),
            sets={"channel": "online"},
            derives=FILED,
            hands_over=handover.filed(v),
            documents=(v.application_form,),
            tells=(Role.FOREIGN_NATIONAL, Role.TRIAGE_OFFICER),
            opens=True,
            help=Text(
                "在留カードに申請中の表示はされない(規則61条の3第9項)。受付番号の通知が申請の証明となる。",
                "The card carries no mark (Reg. 61-3(9)); the mail with the receipt number is the proof.",
            ),
        ),
        Step(
            v.step("late_accept"),
            v.code,
            ("draft",),
            "received",
            _filing(v, "特別受理", "accepted out of time"),
            f"{v.request}; practice late-acceptance",
            by=(Role.BUREAU_DIRECTOR,),
            needs=_needs(v, "late_cause", "late_reason", "approval_certain"),
            may=_may(v),
            guards=filing.out_of_time_filing(v),
            starts=starts(v),
            sets={"channel": "counter"},
            derives=(*FILED, Derive("late_days", _late_days)),
            hands_over=handover.filed(v),
            documents=(v.application_form,),
            tells=(Role.FOREIGN_NATIONAL, Role.TRIAGE_OFFICER),
            opens=True,
            note=Text(
                "条文はない。恩恵であって権利ではなく、受理しないときは入国警備官に引き継ぐ。特例期間を認めるのも実務による。",
                "No article: it is grace, no right, and what is declined goes to the control officer. That the special "
                "period follows is practice too.",
            ),
        ),
        _received_by_conversion(v),
        _convert(v),
        Step(
            v.step("transfer_office"),
            v.code,
            EXAMINED,
            SAME,
            Text("他官署への移送", "file passed to another office"),
            "practice transfer",
            by=(Role.BUREAU_DIRECTOR,),
            needs=("to_office",),
            may=("moved_on", "reasons"),
            transfers="to_office",
            tells=(Role.FOREIGN_NATIONAL, Role.TRIAGE_OFFICER),
            mark="memory",
            note=Text(
                "転居等による移送の条文はない。期間はいずれも止まらない。",
                "No article on passing a file on; no period stops for it.",
            ),
        ),
        Step(
            v.step("reapply"),
            v.code,
            ("refused", "withdrawn"),
            SAME,
            Text("再申請あり", "applied again"),
            "practice reapplication",
            by=(Role.FOREIGN_NATIONAL,),
            may=("note",),
            tells=(Role.INSPECTOR,),
            carried_only=True,
            note=Text(
                "新たな申請は別の事件となり、前の事件には再申請のあったことだけを残す。",
                "The new application is a file of its own; here only the fact is kept.",
            ),
        ),
    )


def _received_by_conversion(v: Variant) -> Step:
    own = ("status_requested", "what_changes", "compelling_reason", "designated_asked") if v.is_change else ()
    special = told("in_special")
    return Step(
        v.step("received_by_conversion"),
        v.code,
        ("draft",),
        "received",
        Text("申請内容の変更による受理", "received by conversion"),
        "reg 21-4(1); reg 21-4(2)" if v.is_change else "reg 21-3(1); reg 21-3(2)",
        by=FILERS,
        needs=("filed_on",),
        may=(
            "channel",
            "filed_by",
            "stay_until",
            "stay_days",
            "special_until",
            "in_special",
            "second_filing",
            "specified_card",
            "holds_specified_card",
            "gap_from",
            "gap_until",
            "late_days",
            *_TOTALS,
            *own,
        ),
        starts=(
            *starts(v, "filed_on"),
            Start("special_period", test=_goes_on, reads=special),
            Start("special_period_warning", test=_goes_on, reads=special),
        ),
        documents=("30-3",),
        tells=(Role.FOREIGN_NATIONAL, Role.TRIAGE_OFFICER),
        opens=True,
        carried_only=True,
        note=Text(
            "申請日は元の申請の日であり、特例期間は変わらない。",
            "The filing day is that of the first application; the special period stays the same.",
        ),
    )


def _goes_on(view: View) -> bool:
    return view.told("in_special") is True


def _first_in_time() -> Guard:
    return Guard(
        "first_filed_in_time",
        Text(
            "更新の申請とみなすには、元の申請が在留期間の満了日(閉庁日なら翌開庁日)までにされていることが要ります。",
            "To count as an extension the first application must have been filed by the last day of the stay.",
        ),
        Text("元の申請のまま処分してください。", "Decide on the application as it was filed."),
        "reg 21(1); reg 21-3(2); agency-holidays 2",
        told("filed_on", "stay_until", "late_days"),
        _filed_in_time,
    )


def _filed_in_time(view: View) -> bool:
    filed, end = as_day(view.told("filed_on")), stay_end(view)
    if filed is None or end is None:
        return False
    return filed <= filing_last_day(end) or view.told("late_days") is not None


def _convert(v: Variant) -> Step:
    name = "更新" if v.is_change else "変更"
    guards = (
        (filing.stay_has_end(), _first_in_time())
        if v.is_change
        else (*aims.guards(CHANGE), aims.consent_from_departure_preparation())
    )
    return Step(
        v.step("convert"),
        v.code,
        EXAMINED,
        "converted",
        Text(
            f"申請内容の変更の申出({name}の申請へ)",
            f"converted into an application for {'an extension' if v.is_change else 'a change'}",
        ),
        v.conversion,
        by=FILERS,
        recorded_by=COUNTER_STAFF,
        needs=() if v.is_change else ("status_requested", "what_changes"),
        may=("note",) if v.is_change else (*_AIMS_OF_CHANGE, *_TOTALS, "prior_consent", "note"),
        guards=guards,
        stops=all_clocks(v),
        hands_over=handover.converted(v),
        documents=("30-3",),
        tells=(Role.FOREIGN_NATIONAL, Role.INSPECTOR),
    )


def all_clocks(v: Variant) -> tuple[str, ...]:
    """Every clock of a pending application."""
    return (
        v.processing,
        "net_processing_timer",
        "document_request_due",
        "stay_period",
        "special_period",
        "special_period_warning",
        "result_collect",
        v.window,
        "ssw1_total",
        "jfind_total",
        *(("titp_transition",) if v.is_change else ()),
    )
