"""Plain Japanese for what a person is told by its official name in the other languages.

`casework.outside.messages` has whole texts for the dates that matter most; here are the rest, so that a letter in plain
Japanese has no word of officers in it. Readings stand in brackets after the kanji.
"""

from __future__ import annotations

from collections.abc import Mapping

_LATE_CARD = "しないと、罰金(ばっきん)(お金(かね)を 払(はら)う こと)が あるかも しれません。"
_STAY_OVER = "日本(にほん)に いる ことが できなく なるかも しれません。"
_NEW_CARD = "入管(にゅうかん)で、新(あたら)しい カードを もらう 手続(てつづ)きを して ください。"
_BACK = "日本(にほん)に 帰(かえ)って くる 日(ひ)"
_COME_BACK = "この日(ひ)までに 日本(にほん)に 帰(かえ)って きて ください。"
_LOST = "前(まえ)の ビザは、なくなります。"
_ACTIVITY = (
    "ビザの 仕事(しごと)や 勉強(べんきょう)を して いない 時間(じかん)",
    "ビザの 仕事(しごと)や 勉強(べんきょう)を して ください。できない ときは、入管(にゅうかん)に "
    "話(はな)して ください。",
    "入管(にゅうかん)が 話(はなし)を 聞(き)きます。",
)

# Clock: what it is, what to do, what follows.
CLOCKS: Mapping[str, tuple[str, str, str]] = {
    "coe_void": (
        "日本(にほん)に 来(く)る ための 証明書(しょうめいしょ)を 使(つか)える 日(ひ)",
        "この日(ひ)までに 日本(にほん)に 来(き)て ください。",
        "証明書(しょうめいしょ)は 使(つか)えなく なります。",
    ),
    "visa_validity": (
        "ビザを 使(つか)える 日(ひ)",
        "この日(ひ)までに 日本(にほん)に 来(き)て ください。",
        "ビザは 使(つか)えなく なります。",
    ),
    "visa_reapply_bar": (
        "もう 一度(いちど) ビザを たのむ ことが できる 日(ひ)",
        "この日(ひ)まで 待(ま)って ください。",
        "また ビザを たのむ ことが できます。",
    ),
    "acquisition_apply_30": (
        "日本(にほん)に いる ための 手続(てつづ)き",
        "この日(ひ)までに 入管(にゅうかん)で 手続(てつづ)きを して ください。",
        "なぜ おそく なったかを 聞(き)きます。日本(にほん)に いて いい 日(ひ)は 同(おな)じです。",
    ),
    "hearing_date": (
        "入管(にゅうかん)が あなたの 話(はなし)を 聞(き)く 日(ひ)",
        "この日(ひ)に 入管(にゅうかん)に 来(き)て、あなたの 考(かんが)えを 言(い)って ください。",
        "話(はなし)を 聞(き)かないで 決(き)める ことが あります。",
    ),
    "public_service_2w": (
        "入管(にゅうかん)の 手紙(てがみ)を もらう こと",
        "入管(にゅうかん)に 来(き)て、手紙(てがみ)を もらって ください。",
        "手紙(てがみ)を もらった ことに なります。",
    ),
    "revocation_departure": (
        "日本(にほん)を 出(で)る 日(ひ)",
        "この日(ひ)までに 日本(にほん)を 出(で)て ください。",
        "日本(にほん)に いる ことが できません。",
    ),
    "card_return_14": (
        "在留(ざいりゅう)カードを 返(かえ)す こと",
        "使(つか)えない 在留(ざいりゅう)カードを 入管(にゅうかん)に 返(かえ)して ください。",
        _LATE_CARD,
    ),
    "card_item_change_14": (
        "名前(なまえ)や 国(くに)が 変(か)わった ことを 知(し)らせる 手続(てつづ)き",
        _NEW_CARD,
        _LATE_CARD,
    ),
    "card_loss_14": (
        "なくした 在留(ざいりゅう)カードを もう 一度(いちど) もらう 手続(てつづ)き",
        _NEW_CARD,
        _LATE_CARD,
    ),
    "card_damage_14": (
        "こわれた 在留(ざいりゅう)カードを 新(あたら)しく する 手続(てつづ)き",
        _NEW_CARD,
        _LATE_CARD,
    ),
    "reentry_validity": (_BACK, _COME_BACK, _LOST),
    "special_reentry_1y": (_BACK, _COME_BACK, _LOST),
    "special_reentry_15d": (_BACK, _COME_BACK, _LOST),
    "inactivity_3m": _ACTIVITY,
    "inactivity_6m_hsp2": _ACTIVITY,
    "inactivity_spouse_6m": (
        "夫(おっと)や 妻(つま)と いっしょに いない 時間(じかん)",
        "入管(にゅうかん)に 話(はな)して ください。ほかの ビザに 変(か)える ことも できます。",
        _STAY_OVER,
    ),
}

_FILED = "書類(しょるい)を もらいました。"
_WITHDRAWN = "手続(てつづ)きを やめました。"
_MOVED = "手続(てつづ)きの 場所(ばしょ)が 変(か)わりました。"
_REFUSED = "許可(きょか)は ありませんでした。手紙(てがみ)を 見(み)て ください。"
_GRANTED = "許可(きょか)が ありました。"
_CARD_GIVEN = "新(あたら)しい カードを 渡(わた)しました。"
_CARD_SENT = "新(あたら)しい カードを 郵便(ゆうびん)で 送(おく)りました。"
_CLOSED = "手続(てつづ)きは 終(お)わりました。"
_FEE = "お金(かね)を 待(ま)ちましたが、ありませんでした。許可(きょか)は ありません。"
_OTHER_WAY = "このままでは 許可(きょか)が ありません。入管(にゅうかん)に 電話(でんわ)して ください。"
_TO_LEAVE = "日本(にほん)を 出(で)る ための ビザに 変(か)わりました。"
_MORE_PAPERS = "書類(しょるい)を もっと 出(だ)して ください。手紙(てがみ)を 見(み)て ください。"
_VISA_VOID = "ビザは 使(つか)えなく なりました。"
_REVOKED = "ビザが なくなりました。手紙(てがみ)を 見(み)て ください。"
_PAPER_VOID = "証明書(しょうめいしょ)は 使(つか)えなく なりました。"
_HEARING = "入管(にゅうかん)が あなたの 話(はなし)を 聞(き)きます。手紙(てがみ)を 見(み)て ください。"

_STEPS: tuple[tuple[str, str], ...] = (
    (
        "coe_file_counter coe_file_online ext_file_counter ext_file_online ext_late_accept ext_received_by_conversion "
        "chg_file_counter chg_file_online chg_late_accept chg_received_by_conversion acq_file acq_file_pr "
        "acq_file_after_refuge pr_file act_file wac_file card_item_change",
        _FILED,
    ),
    ("coe_withdraw ext_withdraw chg_withdraw acq_withdraw pr_withdraw act_withdraw", _WITHDRAWN),
    ("coe_transfer_office ext_transfer_office chg_transfer_office", _MOVED),
    ("coe_request_documents", _MORE_PAPERS),
    (
        "coe_extend_documents",
        "書類(しょるい)を 出(だ)す 日(ひ)が 変(か)わりました。手紙(てがみ)を 見(み)て ください。",
    ),
    ("coe_sector_stop", "この 仕事(しごと)の 手続(てつづ)きは、今(いま) 止(と)まって います。"),
    ("coe_sector_resume", "この 仕事(しごと)の 手続(てつづ)きが、また 始(はじ)まりました。"),
    (
        "coe_issue_paper coe_issue_email",
        "日本(にほん)に 来(く)る ための 証明書(しょうめいしょ)を 出(だ)しました。",
    ),
    ("coe_refuse visa_refuse act_refuse wac_refuse re_refuse spc_declined", _REFUSED),
    ("coe_lapse", _PAPER_VOID),
    ("visa_issue", "ビザを 出(だ)しました。"),
    ("visa_expire", _VISA_VOID),
    (
        "ext_pay_and_deliver chg_pay_and_deliver pr_pay_and_deliver acq_permit card_issue_port card_issue_permission "
        "card_renew card_reissue_lost card_reissue_damaged spc_deliver_office spc_ordinary_meanwhile",
        _CARD_GIVEN,
    ),
    ("ext_deliver_by_post chg_deliver_by_post card_issue_later spc_deliver_post", _CARD_SENT),
    ("ext_fee_default chg_fee_default pr_fee_default", _FEE),
    ("ext_intend_refuse_in_special chg_intend_refuse_in_special", _OTHER_WAY),
    ("ext_convert_departure chg_convert_departure", _TO_LEAVE),
    ("ext_convert chg_convert", "ほかの 手続(てつづ)きに 変(か)えました。"),
    ("ext_close_other chg_close_other acq_close pr_status_lost nd_close", _CLOSED),
    (
        "acq_event",
        "日本(にほん)に 60日(にち)より 長(なが)く いる 人(ひと)は、手続(てつづ)きを して ください。",
    ),
    ("acq_alarm", "もうすぐ 60日(にち)です。入管(にゅうかん)に 電話(でんわ)して ください。"),
    ("pr_parallel_extension", "ビザを 長(なが)く する 手続(てつづ)きも、今(いま) して います。"),
    ("act_grant_blanket act_grant_individual re_grant", _GRANTED),
    ("act_revoke re_cancel", "前(まえ)の 許可(きょか)は なくなりました。手紙(てがみ)を 見(み)て ください。"),
    ("act_end", "前(まえ)の 許可(きょか)は 終(お)わりました。"),
    ("wac_issue", "仕事(しごと)の 証明書(しょうめいしょ)を 出(だ)しました。"),
    ("rv_hearing_notice rv_reschedule rv_hear_continue", _HEARING),
    ("rv_inspect_file", "入管(にゅうかん)の 書類(しょるい)を 見(み)る ことが できます。"),
    ("rv_inspect_refuse", "入管(にゅうかん)の 書類(しょるい)を 見(み)る ことは できません。"),
    ("rv_not_revoke", "あなたの ビザは、今(いま)の ままです。"),
    ("rv_offer_change", "ほかの ビザに 変(か)える 手続(てつづ)きが できます。"),
    ("rv_revoke_immediate rv_revoke_with_period", _REVOKED),
    ("rv_pr_convert_2027", "永住(えいじゅう)の ビザが、ほかの ビザに 変(か)わりました。"),
    ("card_reissue_ordered", "新(あたら)しい カードを もらう 手続(てつづ)きを して ください。"),
    ("re_extend_special_period", "日本(にほん)に 帰(かえ)って くる 日(ひ)が 長(なが)く なりました。"),
    (
        "re_hold_departure",
        "今(いま)は 日本(にほん)を 出(で)る ことが できません。手紙(てがみ)を 見(み)て ください。",
    ),
)
STEPS: Mapping[str, str] = {step: text for steps, text in _STEPS for step in steps.split()}
