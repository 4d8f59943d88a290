"""What a serious act does to the person, in words: said before the officer confirms it.

The words tell the effect on liberty or right and nothing of the reasons; which step is serious is declared with the
step (`workflows.declare.Step.serious`). A test holds that every serious step of every procedure has words.
"""

from __future__ import annotations

from collections.abc import Mapping

from workflows.declare import Step
from workflows.texts import Text


def _all(text: Text, *steps: str) -> dict[str, Text]:
    return dict.fromkeys(steps, text)


WORDS: Mapping[str, Text] = {
    # Liberty.
    **_all(
        Text(
            "この人は、身体の自由を失います。収容の場所から自由に出ることはできません。",
            "This person loses their liberty and may not leave the place of detention.",
        ),
        "urgent_detention",
        "urgent_detention_confirmed",
        "detention_decided",
        "warrant_executed",
        "post_order_detention_decided",
        "recaptured",
        "handed_over_from_criminal_custody",
        "police_suspect_handed_over",
        "warrant_reissued_after_validity",
        "provisional_landing_detain",
    ),
    **_all(
        Text(
            "収容するか、監理措置に付すかを決めます。収容を選ぶと、この人は身体の自由を失うことになります。",
            "This decides between detention and supervision. Detention means that the person will lose their liberty.",
        ),
        "screening_decided",
    ),
    **_all(
        Text(
            "収容の期間が延び、この人の身体の自由の制限が続きます。",
            "The detention is prolonged: the person stays deprived of their liberty.",
        ),
        "warrant_period_extended",
    ),
    **_all(
        Text(
            "監理措置によらず、収容を続けることになります。この人の身体の自由の制限が続きます。",
            "The detention goes on and no supervision takes its place: the person stays deprived of their liberty.",
        ),
        "review_no_supervision_reported",
        "review_commissioner_no_order",
        "supervision_request_refused",
    ),
    **_all(
        Text(
            "監理措置が取り消されます。この人は収容されることになり、住居で暮らすことができなくなります。",
            "The supervision ends. The person will be detained and can no longer live at home.",
        ),
        "supervision_revoked_mandatory_pre",
        "supervision_revoked_discretionary_pre",
        "supervision_revoked_mandatory_post",
        "supervision_revoked_discretionary_post",
        "supervision_revoked_person_missing",
    ),
    **_all(
        Text(
            "仮放免が認められないか終わり、この人は収容されたままか、再び収容されることになります。",
            "Provisional release is refused or ends: the person stays in detention or is detained again.",
        ),
        "provisional_release_refused",
        "provisional_release_extension_refused",
        "provisional_release_cancelled",
        "provisional_release_expired",
    ),
    **_all(
        Text(
            "収容されている人を、さらに他の人から離すか、特別の部屋に移します。心身への負担が大きい処置です。",
            "A detained person is kept apart from others or moved to a special room. It weighs heavily on body and mind.",
        ),
        "isolated",
        "protective_cell",
    ),
    **_all(
        Text(
            "本人の意思に反して診療を行います。身体を守る権利に直接かかわります。",
            "Medical treatment against the person's will. It touches the right to their own body.",
        ),
        "forced_treatment",
    ),
    **_all(
        Text(
            "逃走したと記録します。この人を捜し、再び収容する手続が始まります。",
            "The person is recorded as having escaped. A search begins, and they will be detained again.",
        ),
        "escaped",
    ),
    # The way to removal.
    **_all(
        Text(
            "この人を退去強制の対象と認めることになります。不服を申し立てられる期間は、ごく短い日数です。",
            "The person is found to be subject to deportation. They have only a few days to contest it.",
        ),
        "found_deportable",
        "judged_finding_correct",
    ),
    **_all(
        Text(
            "この人は不服を申し立てる権利を失い、退去強制令書の発付へ進みます。本人が内容を理解していることを確かめてください。",
            "The person gives up the right to contest, and the removal order comes next. "
            "Make sure that they understand it.",
        ),
        "finding_accepted",
        "judgment_accepted",
        "objection_withdrawn",
        "sp_waived",
    ),
    **_all(
        Text(
            "不服又は在留の求めが退けられ、退去強制令書の発付へ進みます。",
            "The objection, or the request to stay, is turned down, and the removal order comes next.",
        ),
        "ruled_no_ground",
        "sp_refused",
    ),
    **_all(
        Text(
            "この人を国外へ送還できるようになります。日本での生活、家族との暮らしが終わり、長い間、日本に入れなくなります。",
            "The person may be removed from Japan. Life in Japan, also with a family, ends, "
            "and they may not come back for years.",
        ),
        "removal_order_issued",
    ),
    **_all(
        Text(
            "この人は日本から送還されます。後から元に戻すことはできません。送還の停止がないことを確かめてください。",
            "The person is removed from Japan. This cannot be undone. Make sure that nothing stays the removal.",
        ),
        "handed_to_carrier",
        "removed",
    ),
    **_all(
        Text(
            "この人は、決められた日までに日本を出なければならなくなります。従わないと罰を受けることがあります。",
            "The person must leave Japan by a set day and may be punished if they do not.",
        ),
        "departure_order_issued",
        "order_to_leave_issued",
        "hearing_exit_no_biometrics",
    ),
    **_all(
        Text(
            "出国命令が取り消され、この人は退去強制の手続に戻ります。",
            "The departure order is cancelled, and the person returns to the deportation procedure.",
        ),
        "departure_order_cancelled",
    ),
    **_all(
        Text(
            "この人に旅券の申請などを命じます。従わないと罰を受けることがあります。",
            "The person is ordered to apply for a passport. They may be punished if they do not.",
        ),
        "passport_application_ordered",
    ),
    **_all(
        Text(
            "この人は、確認が済むまで日本を出ることができません。",
            "The person may not leave Japan until the confirmation is done.",
        ),
        "exit_confirmation_held",
        "re_hold_departure",
    ),
    **_all(
        Text(
            "保護を求めている間も送還できるようになります。誤ると、危険のある国へ人を送ることになります。",
            "The person may be removed although their claim for protection is pending. "
            "An error sends somebody into danger.",
        ),
        "suspensive_exception_recorded",
    ),
    **_all(
        Text(
            "保護を求める申請が認められません。この人は、送還されることがあります。",
            "The claim for protection is refused. The person may be removed.",
        ),
        "refugee_refused",
    ),
    **_all(
        Text(
            "日本に入れない期間は短くなりません。",
            "The time during which the person may not enter Japan is not shortened.",
        ),
        "ban_shortening_refused",
    ),
    **_all(
        Text("報酬を受けて働くことができなくなります。", "The person may no longer work for pay."),
        "work_permission_revoked",
    ),
    # Landing.
    **_all(
        Text(
            "この人は、日本への上陸を認められません。",
            "The person is not allowed to enter Japan.",
        ),
        "hearing_find_nonconform",
        "hearing_accept_finding",
        "ruling_unfounded",
        "xl_refuse",
    ),
    **_all(
        Text(
            "仮上陸又は特例上陸の許可が終わり、この人は退去強制の手続に移ることがあります。",
            "Provisional or exceptional landing ends, and deportation may follow.",
        ),
        "provisional_landing_default",
        "provisional_landing_breach",
        "xl_revoke_denial_ground",
        "xl_revoke_discretion",
        "xl_cruise_abscond",
    ),
    **_all(
        Text(
            "この人は退去強制の手続に移り、収容されることがあります。",
            "Deportation begins. The person may be detained.",
        ),
        "exit_default",
        "ps_deportation_opened",
    ),
    # The stay.
    **_all(
        Text(
            "申請は認められません。この人は、在留を続けられなくなることがあります。",
            "The filing is refused. The person may have to end their stay.",
        ),
        "ext_refuse_in_stay",
        "ext_refuse_in_special",
        "chg_refuse_in_stay",
        "chg_refuse_in_special",
        "acq_refuse",
    ),
    **_all(
        Text(
            "証明書は交付されません。この人は、希望する目的では日本に来られなくなります。",
            "No certificate is issued. The person cannot come to Japan for the purpose they wish.",
        ),
        "coe_refuse",
        "coe_sector_stop",
    ),
    **_all(
        Text(
            "申請は認められません。今の在留資格はそのままです。",
            "The filing is refused. The present status stays.",
        ),
        "pr_refuse",
        "act_refuse",
        "wac_refuse",
    ),
    **_all(
        Text(
            "手数料の納付がないため許可は効力を生じず、申請は終わります。",
            "The fee was not paid: the permission takes no effect, and the filing is over.",
        ),
        "ext_fee_default",
        "chg_fee_default",
        "pr_fee_default",
    ),
    **_all(
        Text(
            "この人が日本にいられる期間が終わり、不法残留となります。退去強制の手続が始まります。",
            "The time for which the person may stay is over, and they overstay. Deportation follows.",
        ),
        "ext_special_period_exhausted",
        "chg_special_period_exhausted",
        "acq_sixty_days_over",
        "ps_overstay",
    ),
    **_all(
        Text(
            "この人の在留資格と在留期間がここで決まり、経過滞在が終わります。",
            "The person's status and period of stay are settled here; the stay without a status is over.",
        ),
        "acq_permit",
    ),
    **_all(
        Text(
            "永住の許可がここで効力を生じます。以後、在留の期間に限りがなくなります。",
            "Permanent residence takes effect here: the stay has no end from now on.",
        ),
        "pr_pay_and_deliver",
    ),
    **_all(
        Text(
            "在留資格が取り消されます。この人は、日本を出るか、退去強制の手続を受けることになります。",
            "The status is revoked. The person has to leave Japan or faces deportation.",
        ),
        "rv_revoke_immediate",
        "rv_revoke_with_period",
        "ps_revoked_period",
        "ps_revoked_now",
    ),
    **_all(
        Text(
            "この人は、在留資格の取消しの対象となることがあります。",
            "The person's status may be revoked for it.",
        ),
        "nd_ninety",
    ),
    **_all(
        Text(
            "本人や代理人は、記録を見ることができません。",
            "The person and their agent may not see the papers.",
        ),
        "rv_inspect_refuse",
    ),
    **_all(
        Text("資格外活動の許可が取り消され、働けなくなります。", "The permission is revoked: no more work."),
        "act_revoke",
    ),
    **_all(
        Text(
            "特別の許可又は認定により、この人の在留資格が決まります。",
            "By special permission or recognition the person gets a status.",
        ),
        "ps_special_permission",
    ),
    **_all(
        Text(
            "特定在留カードは交付されません。ふつうの在留カードになります。",
            "No specified card is issued; the person has an ordinary one.",
        ),
        "spc_declined",
    ),
    **_all(
        Text(
            "再入国の許可が取り消されます。出国すると、今の在留資格で戻れなくなります。",
            "The re-entry permit is cancelled: whoever leaves cannot come back on the present status.",
        ),
        "re_cancel",
    ),
}


def effect(step: Step) -> Text:
    """What the act does to the person's liberty or right."""
    return WORDS.get(
        step.id,
        Text(
            "この手続は、人の自由や権利に直接かかわります。",
            "This act directly touches a person's liberty or rights.",
        ),
    )
