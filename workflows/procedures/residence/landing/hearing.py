"""The hearing, the finding, and the objection up to the file's going to the Minister."""

from __future__ import annotations

from collections.abc import Callable

from workflows.declare import HARD, Apart, Guard, Step
from workflows.engine import View
from workflows.procedures.residence.landing.examination import REFUSAL_BAR, against
from workflows.procedures.residence.landing.permission import (
    END_PROVISIONAL,
    PERMIT_DERIVES,
    PERMIT_GUARDS,
    PERMIT_HANDS_OVER,
    PERMIT_MAY,
    STAY,
)
from workflows.roles import Role
from workflows.texts import Text

# The Act sets up four offices in a row; that four people hold them in one case is inferred from that.
REFERRER = Apart(
    ("landing_refer_no_biometrics", "landing_refer_hearing"),
    HARD,
    Text(
        "引渡しをした入国審査官は、同じ事件の口頭審理・異議・裁決に当たらない。",
        "The inspector who referred the person takes no part in the hearing, objection or ruling.",
    ),
    "icrra 9(6); icrra 10(1)",
)
HEARER = Apart(
    (
        "hearing_hold",
        "hearing_permit",
        "hearing_exit_no_biometrics",
        "hearing_find_nonconform",
        "hearing_accept_finding",
    ),
    HARD,
    Text(
        "口頭審理を行った特別審理官は、その認定に対する異議の受理・裁決に当たらない。",
        "The special inquiry officer of the hearing neither takes nor decides the objection to it.",
    ),
    "icrra 10(10); icrra 11(1)",
)
TAKER = Apart(
    ("objection_file", "objection_forward"),
    HARD,
    Text(
        "異議の申出を受けた主任審査官は、その裁決をしない。",
        "The chief inspector who took the objection does not rule on it.",
    ),
    "icrra 11(2); icrra 11(3)",
)


def in_time(clock: str) -> Callable[[View], bool]:
    """A test that a clock runs and is not yet over."""
    return lambda v: (c := v.running(clock)) is not None and (c.legal_at is None or v.when() < c.legal_at)


def run_out(clock: str) -> Callable[[View], bool]:
    """A test that a clock is over, or does not run."""
    return lambda v: (c := v.running(clock)) is None or c.legal_at is None or c.legal_at <= v.when()


HEARING_HELD = Guard(
    "hearing_held",
    Text(
        "認定は口頭審理の結果に基づいてする。",
        "A finding rests on the hearing that was held.",
    ),
    Text("先に口頭審理を行い、記録してください。", "Hold and record the hearing first."),
    "icrra 10(1); icrra 10(2); icrra 10(7); icrra 10(8); icrra 10(10)",
    frozenset({"fact:hearing_held"}),
    lambda v: v.fact("hearing_held") is True,
)
STILL_REFUSES = Guard(
    "biometrics_still_refused",
    Text(
        "異議の余地のない退去命令は、7条4項により引き渡され、免除の対象でなく、なお提供しない人に限る。",
        "The order without objection is for who was referred under 7(4), is not exempt and still refuses.",
    ),
    Text(
        "提供があったとき又は免除の対象であるときは、条件の適合について認定してください。",
        "Where they were given, or the person is exempt, find on the conditions instead.",
    ),
    "icrra 10(7)",
    frozenset({"fact:referred_for", "given:biometrics", "fact:biometrics"}),
    lambda v: v.fact("referred_for") == "biometrics" and v.told("biometrics") == "refused",
)
SETTLED = Guard(
    "biometrics_settled",
    Text(
        "7条4項により引き渡された人については、提供があるか免除の対象であるときに限り、条件の適合を認定する。",
        "Of who was referred under 7(4) the conditions are found on only after giving, or being exempt.",
    ),
    Text(
        "なお提供しないときは、退去命令(10条7項)によってください。",
        "Otherwise use the order of article 10(7).",
    ),
    "icrra 10(8); icrra 10(10)",
    frozenset({"given:biometrics", "fact:biometrics"}),
    lambda v: v.told("biometrics") in ("given", "exempt"),
)
EXEMPTION_IN_HEARING = Guard(
    "exemption_named_in_hearing",
    Text(
        "免除の対象であると認定するときは、法6条3項のどれに当たるかを明らかにする。",
        "Who is found exempt falls under one of the classes of article 6(3), which is named.",
    ),
    Text("免除の事由を入力してください。", "Enter the ground of exemption."),
    "icrra 6(3); icrra 10(8)",
    frozenset({"given:biometrics", "given:exemption_code", "fact:exemption_code"}),
    lambda v: v.given.get("biometrics") != "exempt" or v.told("exemption_code") is not None,
)
REASON_AND_RIGHT_TOLD = Guard(
    "right_to_object_explained",
    Text(
        "不適合の認定は、理由を示して知らせ、異議を申し出ることができる旨も知らせる。",
        "An adverse finding is told with its reasons, and so is the right to object.",
    ),
    Text("異議の申出について知らせてから通知してください。", "Explain the objection, then give the notice."),
    "icrra 10(10)",
    frozenset({"given:rights_explained"}),
    lambda v: v.given.get("rights_explained") is True,
)
WAIVER_SIGNED = Guard(
    "waiver_signed",
    Text(
        "認定に服したものと扱うには、異議を申し出ない旨の文書への署名が要る。",
        "A finding is accepted only by signing that no objection is made.",
    ),
    Text(
        "署名がなければ、異議の申出か期間の経過を待ってください。",
        "Without a signature wait for an objection or for the time to pass.",
    ),
    "icrra 10(11); reg 9(2)",
    frozenset({"given:signed"}),
    lambda v: v.given.get("signed") is True,
)
OBJECTION_OPEN = Guard(
    "objection_in_time",
    Text(
        "異議は、認定の通知を受けた日から3日以内に申し出なければならない。",
        "The objection is made within three days of the notice of the finding.",
    ),
    Text(
        "書面が提出された日時を確かめてください。期間後は受理できません。",
        "Check when the paper was handed in; after the time it cannot be taken.",
    ),
    "icrra 11(1)",
    frozenset({"clock:landing_objection_3d", "time"}),
    in_time("landing_objection_3d"),
)
OBJECTION_OVER = Guard(
    "objection_time_over",
    Text(
        "異議の申出の期間がまだ経過していない。",
        "The three days for an objection have to be over.",
    ),
    Text("期間の経過を待つか、署名を受けてください。", "Wait, or take the signed waiver."),
    "icrra 11(1)",
    frozenset({"clock:landing_objection_3d", "time"}),
    run_out("landing_objection_3d"),
)
WRITTEN = Guard(
    "objection_written",
    Text(
        "異議の申出は、不服の事由を記載した書面によらなければならない。",
        "An objection is made in writing and states its grounds.",
    ),
    Text("異議申出書の提出を受けてください。", "Take the written form."),
    "icrra 11(1); reg 11(1)",
    frozenset({"given:objection_in_writing"}),
    lambda v: v.given.get("objection_in_writing") is True,
)

HEARING_PAPERS = ("biometrics", "exemption_code")

STEPS: tuple[Step, ...] = (
    Step(
        "hearing_hold",
        "landing",
        ("hearing",),
        "hearing",
        Text("口頭審理", "hearing held"),
        "icrra 10(1); icrra 10(2); icrra 10(3); icrra 10(4); icrra 10(5); icrra 10(6); reg 8(1); reg 8(2)",
        by=(Role.SPECIAL_INQUIRY_OFFICER,),
        needs=("hearing_record",),
        may=("representative", "attendee", "witnesses", "interpreter", *HEARING_PAPERS, "note"),
        guards=(EXEMPTION_IN_HEARING,),
        sets={"hearing_held": True},
        documents=("8", "hearing-record"),
        tells=(Role.FOREIGN_NATIONAL,),
        apart=(REFERRER,),
        help=Text(
            "指紋・写真の提供を特別審理官が受けたときは、ここに記録します。",
            "Fingerprints and photo given to the special inquiry officer are recorded here.",
        ),
    ),
    Step(
        "hearing_permit",
        "landing",
        ("hearing",),
        "permitted",
        Text("口頭審理による上陸許可の証印", "landing permission stamped after the hearing"),
        "icrra 10(8); icrra 10(9); icrra 9(3); icrra 19-6(1)",
        by=(Role.SPECIAL_INQUIRY_OFFICER,),
        needs=("conditions_met",),
        may=(*PERMIT_MAY, *HEARING_PAPERS),
        guards=(HEARING_HELD, EXEMPTION_IN_HEARING, *PERMIT_GUARDS),
        starts=(STAY,),
        derives=PERMIT_DERIVES,
        carries=(END_PROVISIONAL,),
        hands_over=PERMIT_HANDS_OVER,
        documents=("7", "7-3", "7-4", "29-7", "31-3", "31-4"),
        tells=(Role.FOREIGN_NATIONAL, Role.MUNICIPALITY),
        apart=(REFERRER,),
    ),
    Step(
        "hearing_exit_no_biometrics",
        "landing",
        ("hearing",),
        "exit_ordered",
        Text("個人識別情報の不提供による退去命令", "ordered to leave for want of fingerprints and photo"),
        "icrra 10(7); reg 8-2(1); reg 9(1); reg 10(1); reg 10(2)",
        by=(Role.SPECIAL_INQUIRY_OFFICER,),
        needs=("reasons",),
        may=(*HEARING_PAPERS, "note"),
        guards=(HEARING_HELD, STILL_REFUSES),
        # No objection lies against this order, so a suit is all there is.
        starts=("litigation_6m",),
        carries=(END_PROVISIONAL,),
        documents=("9", "11", "12"),
        tells=(Role.FOREIGN_NATIONAL, Role.CARRIER),
        apart=(REFERRER,),
        serious=True,
    ),
    Step(
        "hearing_find_nonconform",
        "landing",
        ("hearing",),
        "finding_notified",
        Text("条件不適合の認定・通知", "found not to conform, notice given"),
        "icrra 10(10); reg 9(1)",
        by=(Role.SPECIAL_INQUIRY_OFFICER,),
        needs=("unmet_conditions", "reasons", "rights_explained"),
        may=("bar_grounds", *HEARING_PAPERS, "interpreter", "note"),
        guards=(
            HEARING_HELD,
            EXEMPTION_IN_HEARING,
            SETTLED,
            *against("unmet_conditions", "bar_grounds"),
            REASON_AND_RIGHT_TOLD,
        ),
        starts=("landing_objection_3d",),
        documents=("9", "hearing-record"),
        tells=(Role.FOREIGN_NATIONAL,),
        apart=(REFERRER,),
        serious=True,
        help=Text(
            "日時は本人が通知を受けた時です。3日はそこから数えます。",
            "The time is when the person received the notice: the three days are counted from it.",
        ),
    ),
    Step(
        "hearing_accept_finding",
        "landing",
        ("finding_notified",),
        "exit_ordered",
        Text("認定に服したことによる退去命令", "finding accepted, ordered to leave"),
        "icrra 10(11); reg 9(2); reg 10(1); reg 10(2)",
        by=(Role.FOREIGN_NATIONAL,),
        recorded_by=(Role.SPECIAL_INQUIRY_OFFICER,),
        needs=("signed",),
        may=("interpreter", "note"),
        guards=(WAIVER_SIGNED,),
        starts=(REFUSAL_BAR,),
        stops=("landing_objection_3d",),
        carries=(END_PROVISIONAL,),
        documents=("10", "11", "12"),
        tells=(Role.FOREIGN_NATIONAL, Role.CARRIER),
        apart=(REFERRER,),
        serious=True,
    ),
    Step(
        "objection_lapse",
        "landing",
        ("finding_notified",),
        "exit_ordered",
        Text("異議の申出期間の経過による退去命令", "time for an objection over, ordered to leave"),
        "practice objection-silence; icrra 10(11); icrra 11(1); reg 10(1); reg 10(2)",
        by=(Role.SYSTEM,),
        recorded_by=(Role.SPECIAL_INQUIRY_OFFICER,),
        may=("note",),
        guards=(OBJECTION_OVER,),
        starts=(REFUSAL_BAR,),
        stops=("landing_objection_3d",),
        carries=(END_PROVISIONAL,),
        documents=("11", "12"),
        tells=(Role.FOREIGN_NATIONAL, Role.CARRIER, Role.SPECIAL_INQUIRY_OFFICER),
        apart=(REFERRER,),
        automatic=True,
        mark="memory",
        note=Text(
            "署名も異議もないまま3日が過ぎた場合の定めはありません。認定に服した場合と同じに扱います。"
            "退去命令書の交付は特別審理官が確かめてください。",
            "No rule says what follows when three days pass in silence; it is treated like acceptance. "
            "The special inquiry officer sees that the order is handed over.",
        ),
    ),
    Step(
        "objection_file",
        "landing",
        ("finding_notified",),
        "objection_pending",
        Text("異議の申出", "objection filed"),
        "icrra 11(1); reg 11(1)",
        by=(Role.FOREIGN_NATIONAL,),
        recorded_by=(Role.CHIEF_INSPECTOR,),
        needs=("objection_in_writing", "objection_grounds"),
        may=("note",),
        guards=(OBJECTION_OPEN, WRITTEN),
        stops=("landing_objection_3d",),
        documents=("13",),
        tells=(Role.CHIEF_INSPECTOR,),
        apart=(REFERRER, HEARER),
    ),
    Step(
        "objection_forward",
        "landing",
        ("objection_pending",),
        "ruling_pending",
        Text("関係書類の提出", "file sent up to the Minister"),
        "icrra 11(2)",
        by=(Role.CHIEF_INSPECTOR,),
        may=("note",),
        tells=(Role.MINISTER, Role.BUREAU_DIRECTOR),
        apart=(REFERRER, HEARER),
    ),
)
