"""The steps of an examination, a decision and its delivery, and the ways in which the special period ends."""

from __future__ import annotations

from workflows.declare import SAME, Branch, Derive, Guard, Start, Step
from workflows.engine import View
from workflows.facts import Value
from workflows.procedures.residence.application import aims, decision, filing_steps, handover
from workflows.procedures.residence.application.clocks import days_spent
from workflows.procedures.residence.application.filing_steps import COUNTER_STAFF, FILERS, all_clocks
from workflows.procedures.residence.application.machine import PENDING, STILL_OPEN
from workflows.procedures.residence.application.reading import given, stay_end, told
from workflows.procedures.residence.application.variant import Variant
from workflows.roles import Role
from workflows.stay_counting import special_period_end
from workflows.texts import Text

DECIDERS = (Role.MINISTER, Role.BUREAU_DIRECTOR)
_TOTALS = ("supporter_status", "ssw_days_before", "ssw_days_left_out", "ssw_six_years", "jfind_days_before")


def _special_until(view: View) -> Value:
    end = stay_end(view)
    return special_period_end(end).isoformat() if end else None


def steps(v: Variant) -> tuple[Step, ...]:
    """Every step of a procedure."""
    return (
        *filing_steps.steps(v),
        *_examination(v),
        *_decision(v),
        *_refusal(v),
        *_special(v),
        *_closing(v),
    )


# --- examination -----------------------------------------------------------------------------------------


def _examination(v: Variant) -> tuple[Step, ...]:
    return (
        Step(
            v.step("start_review"),
            v.code,
            ("received",),
            "under_review",
            Text("審査の開始(振分け)", "review started (triage)"),
            "icrra 59-2(1); practice examination-guideline",
            by=(Role.TRIAGE_OFFICER,),
            needs=("triage_class",),
            may=("case_officer", "cross_checked", "note"),
            tells=(Role.INSPECTOR,),
        ),
        Step(
            v.step("request_documents"),
            v.code,
            ("under_review",),
            "awaiting_documents",
            Text("資料提出の求め", "documents requested"),
            "icrra 59-2(1); practice document-request",
            by=(Role.INSPECTOR,),
            needs=("papers_due_on", "items"),
            may=("note",),
            guards=(decision.papers_due_ahead(),),
            starts=("document_request_due",),
            stops=("net_processing_timer",),
            derives=(Derive("net_days_spent", days_spent),),
            tells=(Role.FOREIGN_NATIONAL,),
            note=Text(
                "在留期間も特例期間も、資料を待つ間に止まらない。",
                "Neither the stay nor the special period stops while papers are awaited.",
            ),
        ),
        Step(
            v.step("documents_received"),
            v.code,
            ("awaiting_documents",),
            "under_review",
            Text("資料の提出", "documents received"),
            v.papers,
            by=FILERS,
            recorded_by=COUNTER_STAFF,
            may=("items", "note"),
            starts=("net_processing_timer",),
            stops=("document_request_due",),
            tells=(Role.INSPECTOR,),
        ),
        Step(
            v.step("documents_overdue"),
            v.code,
            ("awaiting_documents",),
            "under_review",
            Text("資料の提出期限の経過", "documents overdue"),
            "practice document-request",
            by=(Role.SYSTEM,),
            starts=("net_processing_timer",),
            stops=("document_request_due",),
            tells=(Role.INSPECTOR,),
            automatic=True,
            mark="inferred",
            note=Text(
                "提出がないことは不許可とみなされない。提出された資料だけで判断する。",
                "Silence is no refusal: the file is decided as it stands.",
            ),
        ),
    )


# --- decision and delivery ---------------------------------------------------------------------------------


def _decision(v: Variant) -> tuple[Step, ...]:
    again = (aims.compelling(), aims.hsp2_from_hsp1()) if v.is_change else ()
    designated = (decision.designation_given(),) if v.is_change else ()
    delivery_guards: tuple[Guard, ...] = (
        decision.inside_stay(v),
        decision.fee_right(v),
        decision.end_right(v),
        decision.card_right(),
    )
    delivery_may = ("new_stay_until", "card_no", "card_valid_until", "no_card_class", "fee_override", "note")
    new_stay = Start("stay_period", test=_new_end, reads=given("new_stay_until"))
    stamps = ("32", *v.stamps, *(("7-4", "31-3", "31-4") if v.is_change else ()))
    return (
        Step(
            v.step("decide_permit"),
            v.code,
            ("under_review",),
            "decided_pending_delivery",
            Text("許可の決定", "decision to permit"),
            f"{v.ground}; icrra 69-2(2); reg 61-2(1)({5 if v.is_change else 6})",
            by=DECIDERS,
            needs=("new_status", "new_period", "collect_by"),
            may=(
                *(("compelling_reason", "hsp1_before") if v.is_change else ()),
                *_TOTALS,
                "new_organisation",
                "new_designation",
                "no_card_class",
                "reasons",
            ),
            guards=(
                decision.as_asked(v),
                decision.period_allowed(),
                *again,
                aims.supporter(),
                aims.ssw_total(),
                aims.jfind_total(),
                *designated,
                decision.collected_in_time(),
            ),
            starts=("result_collect",),
            stops=("net_processing_timer",),
            documents=("84",),
            tells=(Role.FOREIGN_NATIONAL, Role.FRONT_DESK, Role.INSPECTOR),
            apart=(decision.not_the_sorter(v),),
            help=Text(
                "許可はまだ効力を生じない。在留カードの交付等の時に生じる(法20条5項)。",
                "The permission has no effect yet; it takes effect with the card or the entry (Act 20(5)).",
            ),
        ),
        Step(
            v.step("pay_and_deliver"),
            v.code,
            ("decided_pending_delivery",),
            "permitted",
            Text("手数料の納付と交付", "fee paid and delivered"),
            f"{v.effect}; icrra 67(1)({1 if v.is_change else 2}); reg 61(2)",
            by=(Role.INSPECTOR,),
            recorded_by=(Role.FRONT_DESK,),
            needs=("fee_yen", "stamp_serials"),
            may=delivery_may,
            guards=delivery_guards,
            starts=(new_stay,),
            stops=all_clocks(v),
            hands_over=handover.delivered(v),
            documents=stamps,
            tells=(Role.FOREIGN_NATIONAL, Role.MUNICIPALITY),
        ),
        Step(
            v.step("deliver_by_post"),
            v.code,
            ("decided_pending_delivery",),
            "permitted",
            Text("在留カードの郵送による交付", "card delivered by post"),
            f"{v.effect}; icrra 61-8-3(4); reg 59-4(4)(4); reg 59-4(4)(5)",
            by=(Role.INSPECTOR,),
            recorded_by=(Role.FRONT_DESK,),
            needs=("fee_yen", "stamp_serials", "sent_on", "received_on"),
            may=delivery_may,
            guards=(decision.by_post_open(), decision.received_today(), *delivery_guards),
            starts=(new_stay,),
            stops=all_clocks(v),
            hands_over=handover.delivered(v),
            documents=("84",),
            tells=(Role.FOREIGN_NATIONAL, Role.MUNICIPALITY),
            mark="memory",
            note=Text(
                "郵送による交付がいつ効力を生じるかは確認できていない。受領の時とする。",
                "When delivery by post takes effect is not confirmed; the receipt is taken.",
            ),
        ),
        Step(
            v.step("fee_default"),
            v.code,
            ("decided_pending_delivery",),
            "refused",
            Text("手数料の不納付による不許可", "refused for want of the fee"),
            f"{v.ground}; practice examination-guideline",
            by=(Role.BUREAU_DIRECTOR,),
            needs=("grace_until",),
            may=("reasons", "other_pending", "note"),
            guards=(decision.grace_over(),),
            starts=("litigation_6m", _overstay()),
            stops=all_clocks(v),
            hands_over=handover.ended_without_permission(v),
            tells=(Role.FOREIGN_NATIONAL,),
            apart=(decision.not_the_sorter(v),),
            serious=True,
            note=Text(
                "審査要領(2017年)による。許可の決定を取り消して不許可とする。",
                "From the guideline of 2017: the decision to permit is undone and refusal decided.",
            ),
        ),
    )


def _new_end(view: View) -> bool:
    return view.given.get("new_stay_until") is not None


def _overstay() -> Start:
    """In the special period the stay ends with the application."""
    return Start("overstay", test=_stay_ends, reads=decision.IN_SPECIAL | given("other_pending"))


def _stay_ends(view: View) -> bool:
    return decision.in_special(view) and view.given.get("other_pending") is not True


# --- refusal, and what comes instead --------------------------------------------------------------------------


def _refusal(v: Variant) -> tuple[Step, ...]:
    reasons = ("reason_codes", "reasons")
    return (
        Step(
            v.step("refuse_in_stay"),
            v.code,
            ("under_review",),
            "refused",
            Text("不許可(在留期間内)", "refused within the stay"),
            f"{v.ground}; {v.mark_erased}",
            by=DECIDERS,
            needs=reasons,
            may=("told_orally_on", "other_pending", "note"),
            guards=(decision.refused_in_stay(v),),
            starts=("litigation_6m",),
            stops=all_clocks(v),
            hands_over=handover.ended_without_permission(v),
            tells=(Role.FOREIGN_NATIONAL,),
            apart=(decision.not_the_sorter(v),),
            serious=True,
        ),
        Step(
            v.step("intend_refuse_in_special"),
            v.code,
            ("under_review",),
            "departure_option_offered",
            Text("申請内容変更の案内(特例期間中)", "departure option offered"),
            "icrra 20(3); icrra 20(6); practice departure-preparation",
            by=(Role.INSPECTOR,),
            needs=("offered_days", "reasons"),
            may=("told_orally_on", "note"),
            guards=(decision.in_special_period(v), decision.special_not_over(v)),
            stops=("special_period_warning", "net_processing_timer"),
            tells=(Role.FOREIGN_NATIONAL, Role.BUREAU_DIRECTOR),
        ),
        Step(
            v.step("convert_departure"),
            v.code,
            ("departure_option_offered",),
            "permitted_departure_preparation",
            Text("出国準備(特定活動)への変更の許可", "stay to prepare departure granted"),
            f"icrra 20(3); icrra 20(5); icrra 67(1)(1){'' if v.is_change else '; reg 21-4(1)'}; "
            "practice departure-preparation",
            by=DECIDERS,
            needs=("wants_departure", "departure_until", "fee_yen", "stamp_serials"),
            may=("offered_days", "fee_override", "note"),
            guards=(
                decision.departure_wanted(),
                decision.in_special_period(v),
                decision.special_not_over(v),
                decision.departure_end_right(),
                decision.departure_fee_right(),
            ),
            starts=("departure_preparation",),
            stops=all_clocks(v),
            hands_over=handover.departure_prepared(v),
            documents=("30-3", "84", "31", "31-2", "7-4"),
            tells=(Role.FOREIGN_NATIONAL, Role.ACCEPTING_ORG),
            apart=(decision.not_the_sorter(v),),
            note=Text(
                "変更の申請から出国準備への変更は実務による(規則21条の3は更新への変更だけを定める)。在留カードは交付されない。",
                "From an application for a change this is practice: Reg. 21-3 speaks only of conversion into an "
                "extension. No card is issued.",
            ),
        ),
        Step(
            v.step("refuse_in_special"),
            v.code,
            ("departure_option_offered", "under_review"),
            "refused",
            Text("不許可(特例期間中)", "refused in the special period"),
            f"{v.ground}; {v.carried}",
            by=DECIDERS,
            needs=reasons,
            may=("told_orally_on", "other_pending", "note"),
            guards=(decision.in_special_period(v),),
            starts=("litigation_6m", _overstay()),
            stops=all_clocks(v),
            hands_over=handover.ended_without_permission(v),
            tells=(Role.FOREIGN_NATIONAL, Role.CONTROL_OFFICER),
            apart=(decision.not_the_sorter(v),),
            serious=True,
            help=Text(
                "処分の時に在留できる期間が終わる(法20条6項)。先に出国準備への変更を案内するのが例である。",
                "The stay ends at that moment (Act 20(6)); the departure option is usually offered first.",
            ),
        ),
    )


# --- the special period -----------------------------------------------------------------------------------------


def _special(v: Variant) -> tuple[Step, ...]:
    found: tuple[Step, ...] = (
        Step(
            v.step("expiry_reached"),
            v.code,
            PENDING,
            SAME,
            Text("在留期間の満了(特例期間の開始)", "expiry reached, special period begins"),
            v.carried,
            by=(Role.SYSTEM,),
            may=("stay_until",),
            starts=("special_period", "special_period_warning"),
            sets={"in_special": True},
            derives=(Derive("special_until", _special_until),),
            tells=(Role.FOREIGN_NATIONAL, Role.ACCEPTING_ORG, Role.INSPECTOR),
            carried_only=True,
            help=Text(
                "従前の在留資格で在留でき、その活動の範囲も変わらない。",
                "The person stays under the old status, with its activities and no others.",
            ),
        ),
        Step(
            v.step("special_period_exhausted"),
            v.code,
            STILL_OPEN,
            "closed_no_status",
            Text("特例期間の満了", "special period exhausted"),
            f"{v.carried}; icrra 24(1)(4)ロ",
            by=(Role.SYSTEM,),
            starts=("overstay",),
            stops=all_clocks(v),
            hands_over=(handover.stay_over(),),
            tells=(Role.FOREIGN_NATIONAL, Role.BUREAU_DIRECTOR, Role.CONTROL_OFFICER),
            automatic=True,
            serious=True,
        ),
    )
    if v.is_change:
        found = (*found, _stay_renewed(v))
    return found


def _stays(v: Variant, state: str) -> Branch:
    """Where the application goes on: what was offered for want of a stay is offered no longer."""
    return Branch(
        "under_review" if state == "departure_option_offered" else state,
        lambda view: view.is_in(v.code, state),
        frozenset({f"machine:{v.code}"}),
    )


def _stay_renewed(v: Variant) -> Step:
    return Step(
        v.step("stay_renewed"),
        v.code,
        STILL_OPEN,
        tuple(_stays(v, state) for state in STILL_OPEN),
        Text("並行する更新の許可", "stay extended meanwhile"),
        "icrra 20(6); icrra 21(3); icrra 21(4)",
        by=(Role.SYSTEM,),
        may=("stay_until", "period", "granted_on"),
        starts=(
            Start("stay_period", test=lambda view: stay_end(view) is not None, reads=told("stay_until")),
            # With the offer to prepare departure the examination had stopped; it goes on.
            Start(
                "net_processing_timer",
                test=lambda view: (
                    view.is_in(v.code, "under_review") and view.running("net_processing_timer") is None
                ),
                reads=frozenset({f"machine:{v.code}", "clock:net_processing_timer"}),
            ),
        ),
        stops=("special_period", "special_period_warning"),
        clears=("in_special", "special_until", "second_filing"),
        tells=(Role.INSPECTOR,),
        carried_only=True,
        mark="inferred",
        note=Text(
            "並行する更新が許可されれば特例期間は終わり、変更の申請は新たな在留期間の中で続く。",
            "With the extension granted the special period is over; the application for a change goes on in the new "
            "stay.",
        ),
    )


# --- withdrawal and closing ---------------------------------------------------------------------------------------


def _closing(v: Variant) -> tuple[Step, ...]:
    return (
        Step(
            v.step("withdraw"),
            v.code,
            STILL_OPEN,
            "withdrawn",
            Text("取下げ", "withdrawn"),
            f"{v.mark_erased}; practice withdrawal",
            by=FILERS,
            recorded_by=COUNTER_STAFF,
            needs=("in_writing",),
            may=("reasons", "other_pending", "note"),
            guards=(decision.written(),),
            starts=(_overstay(),),
            stops=all_clocks(v),
            hands_over=handover.ended_without_permission(v),
            tells=(Role.FOREIGN_NATIONAL, Role.INSPECTOR),
            mark="inferred",
            note=Text(
                "取下げの一般の条文はない。特例期間中に取り下げると在留を支えるものがなくなる。",
                "No general article; withdrawn in the special period nothing is left for the stay to rest on.",
            ),
        ),
        Step(
            v.step("close_other"),
            v.code,
            STILL_OPEN,
            "closed",
            Text("終止(出国・死亡・国籍取得等)", "closed (departure, death, nationality or the like)"),
            "practice closing",
            by=(Role.BUREAU_DIRECTOR,),
            needs=("closed_on", "close_reason"),
            may=("note",),
            stops=all_clocks(v),
            hands_over=(handover.closed_by_hand(v),),
            tells=(Role.FOREIGN_NATIONAL,),
            mark="inferred",
            note=Text(
                "在留資格取消手続の終止に準じて扱う。",
                "Handled like the closing of a revocation case.",
            ),
        ),
    )
