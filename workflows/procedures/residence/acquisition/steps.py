"""The steps of an acquisition of status."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.declare import SAME, Branch, Derive, Duty, HandOver, Reach, Start, State, Step
from workflows.engine import Machine, View
from workflows.facts import Value
from workflows.procedures.residence.acquisition.clocks import next_alarm
from workflows.procedures.residence.acquisition.rules import (
    BIRTH_DAY,
    DECISION,
    DELIVERY,
    FILING,
    FILING_PR,
    FILING_REFUGE,
    LEFT_IN_60,
    NOT_ALONE,
    RECORD_FILED,
    SIXTY_OVER,
    first_day_of_overstay,
)
from workflows.procedures.residence.common.conditions import IN_WRITING, REFUSAL_REASONED
from workflows.procedures.residence.common.offices import DECIDERS, DESK
from workflows.procedures.residence.vocabulary import day_of
from workflows.roles import Role
from workflows.texts import Text

FILERS = (
    Role.FOREIGN_NATIONAL,
    Role.LEGAL_REPRESENTATIVE,
    Role.FILING_AGENT,
    Role.LAWYER_SCRIVENER,
    Role.RELATIVE,
    Role.ACCEPTING_ORG,
)
WITHOUT_STATUS = ("interim_60", "received", "received_pr", "refused")
PENDING = ("received", "received_pr")
ALL_CLOCKS = (
    "acquisition_apply_30",
    "acquisition_exempt_60",
    "acquisition_alarm",
    "processing_acquisition",
)
FILING_FACTS = (
    "filer_name",
    "filer_authority",
    "cannot_appear",
    "papers",
    "papers_follow",
    "photo_on",
    "no_passport_reason",
    "translated",
    "residence_record",
    "late_reason",
    "note",
)

_DECIDE = (
    Duty(
        Role.BUREAU_DIRECTOR,
        Text("60日以内に許否を決定する", "decide within the sixty days"),
        ("processing_acquisition", "acquisition_exempt_60"),
    ),
    Duty(
        Role.INSPECTOR,
        Text("決定された許可を60日以内に交付する", "deliver what is permitted within the sixty days"),
        ("acquisition_exempt_60", "acquisition_alarm"),
    ),
)

MACHINE = Machine(
    "acquisition",
    Text("在留資格の取得", "acquisition of status"),
    (
        State("none", Text("未開始", "not begun")),
        State(
            "interim_60",
            Text("経過滞在", "staying without a status"),
            duties=(
                Duty(
                    Role.INSPECTOR,
                    Text(
                        "取得の申請か出国を確かめる", "see that a status is applied for, or the person leaves"
                    ),
                    ("acquisition_apply_30", "acquisition_alarm", "acquisition_exempt_60"),
                ),
            ),
        ),
        State("received", Text("受理", "received"), duties=_DECIDE),
        State("received_pr", Text("受理(永住者)", "received (permanent resident)"), duties=_DECIDE),
        State(
            "refused",
            Text("不許可", "refused"),
            duties=(
                Duty(
                    Role.INSPECTOR,
                    Text("60日以内の出国を確かめる", "see that the person leaves within the sixty days"),
                    ("acquisition_exempt_60",),
                ),
            ),
        ),
        State("permitted", Text("許可", "permitted"), end=True),
        State("departed", Text("出国", "left Japan"), end=True),
        State("overstayed", Text("60日の経過(不法残留)", "sixty days over, overstay"), end=True),
        State("refused_final", Text("不許可(一時庇護後の申請)", "refused (after refuge landing)"), end=True),
        State("withdrawn", Text("取下げ(一時庇護後の申請)", "withdrawn (after refuge landing)"), end=True),
        State("closed", Text("終止", "closed"), end=True),
    ),
    initial="none",
)

_AFTER_REFUGE = frozenset({"fact:after_refuge"})


def _from_refuge(view: View) -> bool:
    return view.fact("after_refuge") is True


def _acquired(view: View) -> Mapping[str, Value]:
    return {"status": view.fact("new_status"), "period": view.fact("new_period")}


# The record filed with the application stands in the place of the address notice (19-8(4)).
DEEMED = HandOver(
    "notification_duty",
    "nd_file",
    Reach.EVERY,
    give=lambda v: {"filed_on": v.told("granted_on")},
    test=lambda v: v.told("residence_record") is True,
    only=lambda v, other: other.get("duty_type") == "address_after_change",
)
_ALARM = Start(
    "acquisition_alarm",
    test=lambda v: next_alarm(v) is not None,
    reads=frozenset({"fact:event_on", "given:event_on", "time"}),
)
_PHOTO = Start(
    "photo_age",
    at="photo_on",
    test=lambda v: v.given.get("photo_on") is not None,
    reads=frozenset({"given:photo_on"}),
)

STEPS: tuple[Step, ...] = (
    Step(
        "acq_event",
        "acquisition",
        ("none",),
        "interim_60",
        Text("出生・国籍の離脱等", "birth, loss of nationality or other event"),
        "icrra 22-2(1)",
        by=(Role.MUNICIPALITY, Role.FOREIGN_NATIONAL, Role.LEGAL_REPRESENTATIVE),
        recorded_by=(Role.INSPECTOR, Role.FRONT_DESK),
        needs=("event", "event_on"),
        may=("parent_case", "born", "note"),
        guards=(BIRTH_DAY,),
        starts=(
            Start("acquisition_apply_30", at="event_on"),
            Start("acquisition_exempt_60", at="event_on"),
            _ALARM,
        ),
        sets={"after_refuge": False},
        hands_over=(HandOver("residence", "ps_interim", Reach.STANDING, facts=("event_on",)),),
        tells=(Role.FOREIGN_NATIONAL, Role.INSPECTOR),
        opens=True,
        help=Text(
            "市町村からの通知又は本人・親の申出によって記録します。期間は事由が生じた日から数えます。",
            "Recorded on the municipality's message or when the person or a parent comes; the days are counted "
            "from the event.",
        ),
    ),
    Step(
        "acq_file",
        "acquisition",
        ("interim_60", "refused"),
        "received",
        Text("在留資格取得の申請", "status applied for"),
        "icrra 22-2(2); icrra 22-2(3); reg 24(1); reg 24(2); reg 24(3); reg 24(4)",
        by=FILERS,
        recorded_by=DESK,
        needs=("filed_on", "filed_by", "channel", "status_requested"),
        may=("period_requested", "designation", *FILING_FACTS),
        guards=FILING,
        starts=("processing_acquisition", _PHOTO),
        stops=("acquisition_apply_30",),
        documents=("36", "receipt"),
        tells=(Role.FOREIGN_NATIONAL, Role.INSPECTOR),
        help=Text(
            "手数料はありません。申請しても60日の期間は延びず、特例期間もありません。",
            "No fee. The filing neither prolongs the sixty days nor gives a special period.",
        ),
    ),
    Step(
        "acq_file_pr",
        "acquisition",
        ("interim_60", "refused"),
        "received_pr",
        Text("永住者の在留資格の取得の申請", "permanent resident status applied for"),
        "icrra 22-2(2); icrra 22-2(4); reg 25(1); reg 25(2); reg 25(3)",
        by=FILERS,
        recorded_by=DESK,
        needs=("filed_on", "filed_by", "basis_code", "guarantor"),
        may=("channel", *FILING_FACTS),
        guards=FILING_PR,
        starts=("processing_acquisition", _PHOTO),
        stops=("acquisition_apply_30",),
        sets={"channel": "counter", "status_requested": "permanent_resident"},
        documents=("34", "receipt"),
        tells=(Role.FOREIGN_NATIONAL, Role.INSPECTOR),
        help=Text(
            "永住者の子として出生した人などが永住者の在留資格を希望するときの申請です。",
            "For a child of a permanent resident and others who ask for that status from the start.",
        ),
    ),
    Step(
        "acq_file_after_refuge",
        "acquisition",
        ("none",),
        "received",
        Text("一時庇護のための上陸後の取得申請", "status applied for after temporary refuge landing"),
        "icrra 22-3; icrra 22-2(2); reg 24(1)",
        by=FILERS,
        needs=("filed_on",),
        may=(
            "status_requested",
            "period_requested",
            "filed_by",
            "channel",
            "origin_case",
            *(name for name in FILING_FACTS if name != "late_reason"),
        ),
        guards=FILING_REFUGE,
        starts=("processing_acquisition", _PHOTO),
        sets={"event": "other", "after_refuge": True},
        documents=("36", "receipt"),
        tells=(Role.FOREIGN_NATIONAL, Role.INSPECTOR),
        carried_only=True,
        opens=True,
        help=Text(
            "上陸期間内の申請であることは上陸の事件で確かめます。60日の期間は進みません。",
            "That it is filed within the landing period is seen to on the landing file; no sixty days run.",
        ),
    ),
    Step(
        "acq_alarm",
        "acquisition",
        WITHOUT_STATUS,
        SAME,
        Text("60日の期間の警戒", "alarm of the sixty days"),
        "icrra 22-2(1)",
        by=(Role.SYSTEM,),
        may=("note",),
        starts=(_ALARM,),
        stops=("acquisition_alarm",),
        tells=(Role.FOREIGN_NATIONAL, Role.INSPECTOR, Role.BUREAU_DIRECTOR),
        automatic=True,
        mark="inferred",
        note=Text("45日目と55日目は庁内の警戒日である。", "The 45th and 55th day are the agency's own."),
    ),
    Step(
        "acq_decide_permit",
        "acquisition",
        PENDING,
        SAME,
        Text("取得の許可の決定", "acquisition decided"),
        "icrra 22-2(3); icrra 22-2(4); icrra 20(3); icrra 22(2); reg 61-2(1)(8)",
        by=DECIDERS,
        needs=("decided_on", "new_status", "new_period"),
        may=(
            "designation",
            "organisation",
            "basis_code",
            "interest_found",
            "conduct_found",
            "livelihood_found",
            "reasons",
            "note",
        ),
        guards=DECISION,
        sets={"permission_decided": True},
        documents=("result-notice",),
        tells=(Role.FOREIGN_NATIONAL, Role.INSPECTOR),
        apart=(NOT_ALONE,),
        help=Text(
            "決定だけでは効力を生じません。60日以内に交付等の措置が要ります。",
            "The decision has no effect by itself: it has to be delivered within the sixty days.",
        ),
    ),
    Step(
        "acq_permit",
        "acquisition",
        PENDING,
        "permitted",
        Text("取得の許可(交付)", "status granted and delivered"),
        "icrra 22-2(3); icrra 22-2(4); icrra 20(4); icrra 20(5); icrra 22(3); icrra 22(4); reg 24(6)",
        by=(Role.INSPECTOR,),
        recorded_by=(Role.FRONT_DESK,),
        needs=("delivered_as",),
        may=("stay_until", "card_no", "card_valid_until", "designation", "note"),
        guards=DELIVERY,
        stops=ALL_CLOCKS,
        derives=(Derive("granted_on", lambda v: day_of(v).isoformat()),),
        hands_over=(
            HandOver(
                "residence",
                "ps_acquire",
                Reach.OPEN,
                facts=(
                    "granted_on",
                    "stay_until",
                    "designation",
                    "organisation",
                    "card_no",
                    "card_valid_until",
                ),
                give=_acquired,
                must=True,
            ),
            HandOver(
                "exceptional_landing",
                "xl_status_acquired",
                Reach.PARENT,
                facts=("granted_on",),
                test=_from_refuge,
            ),
            DEEMED,
        ),
        documents=("29-7", "37", "32"),
        tells=(Role.FOREIGN_NATIONAL, Role.MUNICIPALITY),
        serious=True,
    ),
    Step(
        "acq_address_deemed",
        "acquisition",
        ("permitted",),
        SAME,
        Text("住居地の届出があったものとみなす記録", "address counts as notified"),
        "icrra 19-8(4)",
        by=(Role.INSPECTOR,),
        recorded_by=(Role.FRONT_DESK,),
        may=("residence_record", "note"),
        guards=(RECORD_FILED,),
        derives=(Derive("deemed_on", lambda v: v.told("granted_on")),),
        hands_over=(DEEMED,),
        tells=(Role.MUNICIPALITY,),
    ),
    Step(
        "acq_refuse",
        "acquisition",
        PENDING,
        (
            Branch("refused_final", _from_refuge, _AFTER_REFUGE),
            Branch("refused", lambda v: not _from_refuge(v), _AFTER_REFUGE),
        ),
        Text("取得の不許可", "status refused"),
        "icrra 22-2(3); icrra 22-2(4); reg 61-2(1)(8)",
        by=DECIDERS,
        needs=("reason_codes", "reasons"),
        may=("told_orally_on", "decided_on", "note"),
        guards=(REFUSAL_REASONED,),
        starts=("litigation_6m",),
        stops=("processing_acquisition",),
        clears=("permission_decided",),
        documents=("refusal-notice",),
        tells=(Role.FOREIGN_NATIONAL, Role.INSPECTOR),
        apart=(NOT_ALONE,),
        serious=True,
        help=Text(
            "60日の期間は進み続けます。その間に出国すれば不法残留にはなりません。",
            "The sixty days run on: leaving within them is no overstay.",
        ),
    ),
    Step(
        "acq_withdraw",
        "acquisition",
        PENDING,
        (
            Branch("withdrawn", _from_refuge, _AFTER_REFUGE),
            Branch("interim_60", lambda v: not _from_refuge(v), _AFTER_REFUGE),
        ),
        Text("取得の申請の取下げ", "filing withdrawn"),
        "practice withdrawal; icrra 22-2(1)",
        by=FILERS,
        recorded_by=DESK,
        needs=("withdrawn_on", "in_writing"),
        may=("reasons", "note"),
        guards=(IN_WRITING,),
        stops=("processing_acquisition",),
        clears=("permission_decided",),
        documents=("withdrawal",),
        tells=(Role.FOREIGN_NATIONAL, Role.INSPECTOR),
    ),
    Step(
        "acq_leave_in_60",
        "acquisition",
        WITHOUT_STATUS,
        "departed",
        Text("60日以内の出国", "left within the sixty days"),
        "icrra 22-2(1); icrra 25(1)",
        by=(Role.INSPECTOR,),
        needs=("departed_on",),
        may=("note",),
        guards=(LEFT_IN_60,),
        stops=ALL_CLOCKS,
        hands_over=(HandOver("residence", "ps_depart", Reach.OPEN, facts=("departed_on",)),),
        documents=("exit-stamp",),
    ),
    Step(
        "acq_sixty_days_over",
        "acquisition",
        WITHOUT_STATUS,
        "overstayed",
        Text("60日の期間の経過", "sixty days over"),
        "icrra 22-2(1); icrra 24(1)(7)",
        by=(Role.SYSTEM,),
        recorded_by=(Role.INSPECTOR,),
        may=("note",),
        guards=(SIXTY_OVER,),
        stops=ALL_CLOCKS,
        derives=(Derive("overstay_from", first_day_of_overstay),),
        hands_over=(HandOver("residence", "ps_overstay", Reach.OPEN),),
        tells=(Role.BUREAU_DIRECTOR, Role.CONTROL_OFFICER, Role.INSPECTOR, Role.FOREIGN_NATIONAL),
        automatic=True,
        serious=True,
        note=Text(
            "22条の2第3項は20条6項を準用しないため、申請中でも不法残留となると読む。",
            "Article 22-2(3) does not borrow 20(6): read as an overstay even while a filing is pending.",
        ),
    ),
    Step(
        "acq_close",
        "acquisition",
        WITHOUT_STATUS,
        "closed",
        Text("取得の手続の終止", "closed without acquisition"),
        "practice closing; icrra 22-2(1)",
        by=(Role.INSPECTOR,),
        needs=("closed_on", "close_reason"),
        may=("note",),
        stops=ALL_CLOCKS,
        tells=(Role.FOREIGN_NATIONAL,),
        mark="inferred",
        note=Text(
            "死亡、日本国籍の取得等により在留資格を要しなくなったときの扱いは条文にない。",
            "No article says what becomes of the file when no status is needed any more (death, nationality).",
        ),
    ),
)
