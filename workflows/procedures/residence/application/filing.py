"""What a filing must meet: from a stay that has not ended, in time, and all the rest put together."""

from __future__ import annotations

from workflows.declare import Guard
from workflows.engine import View
from workflows.procedures.residence.application import aims, filers
from workflows.procedures.residence.application.days import window_opens
from workflows.procedures.residence.application.reading import (
    STAY,
    TIME,
    by_roll,
    carries_on,
    given,
    held,
    in_special_of_another,
    in_the_stay,
    stay_days,
    stay_end,
    told,
)
from workflows.procedures.residence.application.variant import Variant
from workflows.procedures.residence.vocabulary import day_of
from workflows.stay_counting import special_period_end
from workflows.texts import Text

# --- the status held, and the time ------------------------------------------------------------------


def _late_remedy(v: Variant) -> Text:
    name = "変更" if v.is_change else "更新"
    return Text(
        f"期間内に申請できなかった事情があれば、特別受理(地方局長の判断)によります。"
        f"なければ{name}は受け付けられず、退去強制手続によります。",
        "Where the delay can be excused the regional director may accept it out of time (special acceptance); otherwise "
        "the deportation procedure applies.",
    )


def holds_status(v: Variant) -> Guard:
    """The applicant stays with a status of residence."""
    return Guard(
        "holds_status",
        Text(
            "変更・更新は、在留資格をもって在留する外国人だけが申請できます。",
            "Only a foreign national who holds a status of residence may apply.",
        ),
        _late_remedy(v),
        "icrra 20(1)" if v.is_change else "icrra 21(1)",
        told("status"),
        lambda view: bool(held(view)),
    )


def stay_has_end() -> Guard:
    """There is a period of stay to be extended."""
    return Guard(
        "stay_has_end",
        Text(
            "更新できるのは満了日のある在留期間だけです。永住者・高度専門職2号・外交の在留には満了日がありません。",
            "Only a period with a last day can be extended; permanent residents, HSP(ii) and diplomats have none.",
        ),
        Text(
            "更新は要りません。カードの有効期間は在留カードの手続で更新してください。",
            "No extension is needed; renew the card itself in the card procedure.",
        ),
        "icrra 21(1); icrra 2-2(3)",
        told("stay_until", "status"),
        lambda view: stay_end(view) is not None and held(view) != "permanent_resident",
    )


def permanence_kept() -> Guard:
    """A permanent resident does not change status by mistake."""
    return Guard(
        "permanence_kept",
        Text(
            "永住者が他の在留資格に変更すると、永住者の在留資格を失います。",
            "A permanent resident who changes status gives up permanent residence.",
        ),
        Text(
            "誤りであれば申請を受けず、本人が承知している場合だけその旨を記録してください。",
            "Do not take the filing by mistake; where the person knows and wants it, record that.",
        ),
        "icrra 20(1); icrra 22(1)",
        told("status") | given("permanence_given_up"),
        lambda view: held(view) != "permanent_resident" or view.given.get("permanence_given_up") is True,
    )


def in_time(v: Variant) -> Guard:
    """Filed no later than the last day of the stay."""
    return Guard(
        "in_time",
        Text(
            "申請は在留期間の満了日まで、満了日が閉庁日なら翌開庁日までです。",
            "An application is filed by the last day of the stay, or on the next open day where the offices are "
            "shut on it.",
        ),
        _late_remedy(v),
        f"{v.form}; {'icrra 20(1)' if v.is_change else 'icrra 21(1)'}; agency-holidays 1(1); agency-holidays 2",
        told("stay_until", "special_until") | TIME,
        lambda view: in_the_stay(view) or in_special_of_another(view) or by_roll(view),
    )


def second_filing() -> Guard:
    """Who files in the special period of another application knows what that is worth."""
    return Guard(
        "second_filing_told",
        Text(
            "先の申請の特例期間中の申請は、新たな二月を生じません。先の申請が処分されれば在留は終わります。",
            "A filing made in the special period of another opens no two months of its own; when the first "
            "is decided the stay ends.",
        ),
        Text(
            "先の申請の内容の変更の申出によるのが確実です。それでも申請するときはその旨を記録してください"
            "(特例期間中でなければ記録しません)。",
            "Convert the first application instead; if the person insists, record that it is such a filing "
            "(and only then).",
        ),
        "icrra 20(6); icrra 21(4); reg 21-3(1); reg 21-4(1)",
        told("stay_until", "special_until") | given("second_filing") | TIME,
        lambda view: (view.given.get("second_filing") is True) == in_special_of_another(view),
    )


def not_too_early() -> Guard:
    """An extension is taken from three months before the end, of short stays from about half of them."""
    return Guard(
        "window_open",
        Text(
            "更新は、6月以上の在留期間では満了の3月前から、それより短いときはおおむね半分を過ぎてから受け付けます。",
            "An extension is taken from three months before the end of a stay of six months or more, of a "
            "shorter one from about its half.",
        ),
        Text(
            "入院・長期の出張等の事情があれば、早く申請する理由を記録してください。",
            "Where there is a reason such as hospital or a long journey, record why it is filed early.",
        ),
        "reg 21(1); practice examination-guideline",
        told(*STAY) | given("early_reason") | TIME,
        _window_open,
    )


def _window_open(view: View) -> bool:
    end = stay_end(view)
    if end is None or view.given.get("early_reason"):
        return True
    return day_of(view) >= window_opens(end, str(view.told("period") or "") or None, stay_days(view))


# --- out of time ------------------------------------------------------------------------------------------


def out_of_time() -> Guard:
    """Acceptance out of time is for what is out of time."""
    return Guard(
        "out_of_time",
        Text(
            "特別受理は、申請の期限(閉庁日なら翌開庁日)を過ぎた申請についてのものです。",
            "This is for a filing after the last day on which it would be in time.",
        ),
        Text("期限内ならば通常の申請として受け付けてください。", "In time it is filed in the ordinary way."),
        "practice late-acceptance; agency-holidays 2",
        told("stay_until", "special_until") | TIME,
        lambda view: (
            stay_end(view) is not None
            and not in_the_stay(view)
            and not by_roll(view)
            and not in_special_of_another(view)
        ),
    )


def late_within_limits() -> Guard:
    """Within two months of the end of a stay that was longer than thirty days."""
    return Guard(
        "late_within_limits",
        Text(
            "特別受理は、30日を超える在留期間の満了から2月以内に限るのが例です。",
            "It is granted within two months of the end of a stay of more than thirty days.",
        ),
        Text(
            "限度を過ぎたものは受理せず、入国警備官に引き継いでください。",
            "Beyond that decline it and tell the control officer.",
        ),
        "practice late-acceptance; icrra 20(6)",
        told(*STAY) | TIME,
        lambda view: (
            (end := stay_end(view)) is not None
            and carries_on(view)
            and day_of(view) <= special_period_end(end)
        ),
    )


def late_excused() -> Guard:
    """Approval would have been certain in time."""
    return Guard(
        "late_excused",
        Text(
            "特別受理には、遅れたことに本人の責めがなく、期間内であれば許可が確実であったことが要ります。",
            "The delay is not the person's fault, and in time the application would surely have been granted.",
        ),
        Text(
            "事情を確かめ、認められなければ受理しないでください。", "Check; decline it where that is not so."
        ),
        "practice late-acceptance",
        given("approval_certain"),
        lambda view: view.given.get("approval_certain") is True,
    )


# --- put together -----------------------------------------------------------------------------------------


def _standing(v: Variant) -> tuple[Guard, ...]:
    return (holds_status(v), permanence_kept() if v.is_change else stay_has_end())


def _timely(v: Variant) -> tuple[Guard, ...]:
    return (in_time(v), second_filing(), *(() if v.is_change else (not_too_early(),)))


def at_the_counter(v: Variant) -> tuple[Guard, ...]:
    """All that a filing at the counter must meet."""
    return (
        *_standing(v),
        *_timely(v),
        *aims.guards(v),
        aims.consent_from_departure_preparation(),
        *filers.on_paper(v),
    )


def by_line(v: Variant) -> tuple[Guard, ...]:
    """All that an online filing must meet."""
    return (*_standing(v), *_timely(v), *aims.guards(v), *filers.by_line(v))


def out_of_time_filing(v: Variant) -> tuple[Guard, ...]:
    """All that acceptance out of time must meet."""
    late = (out_of_time(), late_within_limits(), late_excused())
    return (*_standing(v), *late, *aims.guards(v), *filers.on_paper(v))
