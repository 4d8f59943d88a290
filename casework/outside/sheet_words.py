"""What the sheet for the person says: of each procedure, and of each of its stages.

Written by hand, in Japanese, English and plain Japanese (やさしい日本語: short sentences, です・ます, a reading for every
kanji). A stage that has no words here is not told. What must not be told stands in `UNTOLD` with the reason, and a
test holds that every stage of every procedure is in one of the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from casework.outside.messages import Said


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the procedure stands, what comes next, what the person must do (None: nothing now)."""

    where: Said
    then: Said
    must: Said | None = None


@dataclass(frozen=True, slots=True)
class About:
    """The name of a procedure and what it is."""

    name: Said
    what: Said


@dataclass(frozen=True, slots=True)
class Date:
    """A date of the person's: what it is, what to do by it, what follows otherwise."""

    what: Said
    must: Said
    silence: Said


# --- what each procedure is -----------------------------------------------------------------------

ABOUT: Mapping[str, About] = {
    "deportation": About(
        Said(
            "退去強制手続",
            "Deportation procedure",
            "日本(にほん)を 出(で)る 人(ひと)を 決(き)める 手続(てつづ)き",
        ),
        Said(
            "日本にいることができる人かどうかを調べ、日本から出国しなければならないかを決める手続です。"
            "決まる前に、あなたの話を聞きます。",
            "It finds out whether you may be in Japan and decides whether you have to leave. "
            "You are heard before it is decided.",
            "あなたが 日本(にほん)に いて いいか、調(しら)べます。日本(にほん)を 出(で)なければ ならないか、決(き)めます。"
            "決(き)める 前(まえ)に、あなたの 話(はなし)を 聞(き)きます。",
        ),
    ),
    "coe": About(
        Said(
            "在留資格認定証明書の申請",
            "Filing for a certificate of eligibility",
            "日本(にほん)に 来(く)る 前(まえ)の 手続(てつづ)き",
        ),
        Said(
            "日本でしようとする活動が条件に合うかを、来日の前に審査します。証明書は、査証(ビザ)の申請と上陸のときに使います。",
            "Before you come, we look at whether what you plan to do in Japan meets the conditions. "
            "You need the certificate for your visa and on landing.",
            "日本(にほん)で 何(なに)を するか、先(さき)に 調(しら)べます。いいと 決(き)まると、紙(かみ)(証明書(しょうめいしょ))を "
            "もらえます。ビザを もらう ときに 使(つか)います。",
        ),
    ),
    "landing": About(
        Said("上陸審査", "Landing examination", "日本(にほん)に 入(はい)る ときの 手続(てつづ)き"),
        Said(
            "日本に入ることができるかを、空港や港で審査する手続です。",
            "At the airport or port we examine whether you may enter Japan.",
            "日本(にほん)に 入(はい)って いいか、空港(くうこう)や 港(みなと)で 調(しら)べます。",
        ),
    ),
    "exceptional_landing": About(
        Said(
            "特例上陸",
            "Exceptional landing",
            "短(みじか)い 間(あいだ)だけ 日本(にほん)に 入(はい)る 手続(てつづ)き",
        ),
        Said(
            "船や飛行機の乗員、乗継ぎ、事故などのときに、短い間だけ上陸を認める手続です。",
            "It lets crew, passengers in transit and people in distress ashore for a short time.",
            "船(ふね)や 飛行機(ひこうき)の 人(ひと)が、短(みじか)い 間(あいだ)だけ 日本(にほん)に 入(はい)ります。",
        ),
    ),
    "extension": About(
        Said(
            "在留期間更新の申請",
            "Extension of your stay",
            "日本(にほん)に いる 期間(きかん)を 長(なが)く する 手続(てつづ)き",
        ),
        Said(
            "今の在留資格のまま、日本にいることができる期間を延ばす手続です。",
            "It lengthens the time you may stay in Japan on your present status.",
            "今(いま)の ビザで、もっと 長(なが)く 日本(にほん)に いる ための 手続(てつづ)きです。",
        ),
    ),
    "change": About(
        Said(
            "在留資格変更の申請", "Change of your status", "ビザの 種類(しゅるい)を 変(か)える 手続(てつづ)き"
        ),
        Said(
            "日本でする活動が変わるときに、在留資格を変える手続です。許可されるまで、新しい活動を始めることはできません。",
            "You need it when what you do in Japan changes. You may not begin before it is granted.",
            "日本(にほん)で する ことが 変(か)わる とき、ビザの 種類(しゅるい)を 変(か)えます。"
            "許可(きょか)を もらう 前(まえ)に、新(あたら)しい ことを 始(はじ)めないで ください。",
        ),
    ),
    "acquisition": About(
        Said("在留資格取得の申請", "Filing for a status", "日本(にほん)に いる ための 手続(てつづ)き"),
        Said(
            "日本で生まれたときなど、在留資格のない人が、日本にいるための資格を受ける手続です。",
            "It gives a status to somebody who is in Japan without one, for instance a child born here.",
            "日本(にほん)で 生(う)まれた 子(こ)どもなどが、日本(にほん)に いる ための 手続(てつづ)きです。",
        ),
    ),
    "permanent_residence": About(
        Said(
            "永住許可の申請",
            "Filing for permanent residence",
            "ずっと 日本(にほん)に いる ための 手続(てつづ)き",
        ),
        Said(
            "期間の限りなく日本にいることができる資格を求める手続です。審査の間も、今の在留期間は延びません。",
            "You ask to stay without an end. Your present period of stay is not lengthened while we decide.",
            "ずっと 日本(にほん)に いる ための 手続(てつづ)きです。待(ま)って いる 間(あいだ)も、今(いま)の ビザの 日(ひ)は "
            "変(か)わりません。",
        ),
    ),
    "activity_permission": About(
        Said(
            "資格外活動の許可",
            "Permission for other activities",
            "ほかの 仕事(しごと)を する ための 手続(てつづ)き",
        ),
        Said(
            "今の在留資格では認められない仕事などをするための許可です。",
            "It permits work that your present status does not cover.",
            "今(いま)の ビザでは できない 仕事(しごと)を する ための 許可(きょか)です。",
        ),
    ),
    "revocation": About(
        Said("在留資格の取消し", "Revocation of your status", "ビザを なくす 手続(てつづ)き"),
        Said(
            "在留資格を取り消すかどうかを決める手続です。決まる前に、あなたの意見を聞きます。",
            "It decides whether your status is revoked. You are heard before it is decided.",
            "あなたの ビザを なくすか、決(き)めます。決(き)める 前(まえ)に、あなたの 話(はなし)を 聞(き)きます。",
        ),
    ),
    "residence": About(
        Said("在留", "Your stay in Japan", "日本(にほん)に いる こと"),
        Said(
            "あなたの在留資格、在留期間、在留カードの今の状態です。",
            "Where your status, your period of stay and your residence card stand.",
            "あなたの ビザと 在留(ざいりゅう)カードの 話(はなし)です。",
        ),
    ),
    "notification_duty": About(
        Said("届出", "Notice to give", "知(し)らせる 手続(てつづ)き"),
        Said(
            "住所や勤め先などが変わったことを、決められた日までに知らせる手続です。",
            "You have to tell us by a set day when your address, employer and the like change.",
            "住(す)む 所(ところ)や 会社(かいしゃ)などが 変(か)わったら、決(き)められた 日(ひ)までに 知(し)らせます。",
        ),
    ),
}

# --- stages that filings share --------------------------------------------------------------------

_MOVED = Said(
    "住所や連絡先が変わったときは、すぐに届け出て、下の官署にも知らせてください。",
    "If your address or telephone number changes, give notice at once and tell the office below.",
    "住(す)む 所(ところ)や 電話(でんわ)が 変(か)わったら、すぐ 知(し)らせて ください。",
)
_RECEIVED = Stage(
    Said(
        "申請を受け付け、審査をしています。",
        "Your filing is received and being examined.",
        "あなたの 申(もう)し込(こ)みを 調(しら)べて います。",
    ),
    Said(
        "結果が出たら、お知らせします。資料の提出をお願いすることがあります。",
        "We tell you the result. We may ask you for more papers.",
        "結果(けっか)が 出(で)たら、知(し)らせます。書類(しょるい)を お願(ねが)いする ことも あります。",
    ),
    _MOVED,
)
_PAPERS = Stage(
    Said(
        "追加の資料を待っています。",
        "We are waiting for more papers from you.",
        "あなたの 書類(しょるい)を 待(ま)って います。",
    ),
    Said(
        "資料を受け取った後、又は期限の後に、審査を続けます。",
        "We go on when we have them, or after the last day.",
        "書類(しょるい)を もらったら、また 調(しら)べます。",
    ),
    Said(
        "求められた資料を、期限までに提出してください。間に合わないときは、早めに相談してください。",
        "Hand in the papers by the last day. If you cannot, tell us early.",
        "書類(しょるい)を 出(だ)して ください。できない ときは、早(はや)く 言(い)って ください。",
    ),
)
_DECIDED = Stage(
    Said(
        "審査の結果が出ました。まだ受け取られていません。",
        "There is a result. You have not collected it yet.",
        "結果(けっか)が 出(で)ました。まだ 渡(わた)して いません。",
    ),
    Said(
        "窓口で受け取ったときに、許可の効力が生じます。",
        "The permission takes effect when you collect it at the counter.",
        "入管(にゅうかん)で カードを もらうと、許可(きょか)が 始(はじ)まります。",
    ),
    Said(
        "手数料、旅券、在留カードを持って、期限までに窓口へお越しください。",
        "Come to the counter by the last day with the fee, your passport and your residence card.",
        "お金(かね)(手数料(てすうりょう))と、パスポートと、在留(ざいりゅう)カードを 持(も)って、入管(にゅうかん)に 来(き)て "
        "ください。",
    ),
)
_PERMITTED = Stage(
    Said("許可されました。", "It is granted.", "許可(きょか)されました。"),
    Said(
        "この手続は終わりました。新しい在留カードや旅券の記載を確かめてください。",
        "This procedure is over. Check your new residence card or the entry in your passport.",
        "この 手続(てつづ)きは 終(お)わりました。新(あたら)しい カードを 見(み)て ください。",
    ),
)
_REFUSED = Stage(
    Said(
        "許可されませんでした。理由は、別に渡した通知書にあります。",
        "It was not granted. The reasons are in the notice you received.",
        "許可(きょか)されませんでした。どうしてかは、渡(わた)した 紙(かみ)に 書(か)いて あります。",
    ),
    Said(
        "この手続は終わりました。理由の説明を聞くことができます。裁判所に訴えることもできます。",
        "This procedure is over. You can have the reasons explained, and you can go to court.",
        "この 手続(てつづ)きは 終(お)わりました。どうしてか、聞(き)く ことが できます。裁判所(さいばんしょ)に 言(い)う "
        "ことも できます。",
    ),
    Said(
        "在留期間の終わりを確かめ、これからのことを早めに相談してください。",
        "Check when your period of stay ends, and ask for advice soon.",
        "いつまで 日本(にほん)に いて いいか、見(み)て ください。早(はや)く 相談(そうだん)して ください。",
    ),
)
_WITHDRAWN = Stage(
    Said(
        "申請は取り下げられました。",
        "The filing was withdrawn.",
        "あなたは この 手続(てつづ)きを やめました。",
    ),
    Said(
        "この手続は終わりました。もう一度申請することができます。",
        "This procedure is over. You can file again.",
        "この 手続(てつづ)きは 終(お)わりました。もう 一度(いちど) する ことが できます。",
    ),
)
_OVER = Stage(
    Said("この手続は終わりました。", "This procedure is over.", "この 手続(てつづ)きは 終(お)わりました。"),
    Said(
        "ほかの手続が必要かどうかは、下の官署で尋ねてください。",
        "Ask the office below whether another procedure is needed.",
        "ほかの 手続(てつづ)きが いるか、聞(き)いて ください。",
    ),
)
_TIME_OVER = Stage(
    Said(
        "日本にいることができる期間が終わりました。",
        "The time for which you may stay in Japan is over.",
        "日本(にほん)に いて いい 日(ひ)は 終(お)わりました。",
    ),
    Said(
        "退去強制手続が始まることがあります。",
        "Deportation may follow.",
        "日本(にほん)を 出(で)る 手続(てつづ)きが 始(はじ)まるかも しれません。",
    ),
    Said(
        "すぐに下の官署へ連絡してください。",
        "Contact the office below at once.",
        "すぐ 入管(にゅうかん)に 電話(でんわ)して ください。",
    ),
)
_OPTION = Stage(
    Said(
        "申請どおりの許可は難しいため、申請の内容を変えることを案内しています。",
        "It cannot be granted as filed. You have been told that you may change what you ask for.",
        "このままでは 許可(きょか)できません。申(もう)し込(こ)みを 変(か)える ことが できます。",
    ),
    Said(
        "出国の準備のための在留に申請を変えるか、そのまま審査を受けるかを選べます。",
        "You may ask instead for time to prepare to leave, or have it decided as it is.",
        "日本(にほん)を 出(で)る 準備(じゅんび)の ビザに 変(か)えるか、選(えら)んで ください。",
    ),
    Said(
        "どちらにするかを、下の官署に早めに伝えてください。",
        "Tell the office below soon which you choose.",
        "どちらに するか、早(はや)く 言(い)って ください。",
    ),
)
_PREPARE = Stage(
    Said(
        "出国の準備のための在留が認められました。",
        "You have been given time to prepare to leave.",
        "日本(にほん)を 出(で)る 準備(じゅんび)を する ビザを もらいました。",
    ),
    Said(
        "期間が終わる前に出国してください。",
        "Leave Japan before it ends.",
        "終(お)わる 日(ひ)までに 日本(にほん)を 出(で)て ください。",
    ),
    Said(
        "旅券と航空券を用意し、期間の終わりまでに出国してください。",
        "Have your passport and ticket ready and leave by the last day.",
        "パスポートと 飛行機(ひこうき)の 切符(きっぷ)を 用意(ようい)して ください。",
    ),
)
_FILINGS = {
    "received": _RECEIVED,
    "under_review": _RECEIVED,
    "awaiting_documents": _PAPERS,
    "decided_pending_delivery": _DECIDED,
    "permitted": _PERMITTED,
    "refused": _REFUSED,
    "withdrawn": _WITHDRAWN,
    "closed": _OVER,
}
_EXTENDING = {
    **_FILINGS,
    "departure_option_offered": _OPTION,
    "permitted_departure_preparation": _PREPARE,
    "closed_no_status": _TIME_OVER,
    "converted": _OVER,
}

# --- deportation ----------------------------------------------------------------------------------

_LAWYER = Said(
    "話したくないことは、無理に話さなくてかまいません。通訳や弁護士に相談することができます。",
    "You need not say what you do not wish to say. You may ask for an interpreter and see a lawyer.",
    "話(はな)したくない ことは、話(はな)さなくて いいです。通訳(つうやく)を 頼(たの)む ことが できます。弁護士(べんごし)に "
    "相談(そうだん)する ことも できます。",
)
_ORDERED = Stage(
    Said(
        "退去強制令書が出ています。日本から出国しなければなりません。",
        "A deportation order is in force. You have to leave Japan.",
        "日本(にほん)を 出(で)なければ なりません。その 紙(かみ)(令書(れいしょ))が 出(で)ました。",
    ),
    Said(
        "出国の準備をします。自分の費用で帰ることを申し出ることができます。",
        "Your departure is prepared. You may ask to leave at your own cost.",
        "日本(にほん)を 出(で)る 準備(じゅんび)を します。自分(じぶん)の お金(かね)で 帰(かえ)る ことも できます。",
    ),
    Said(
        "出国できない事情や、帰ると危険があるときは、すぐに職員に話してください。",
        "If you cannot leave, or would be in danger if you returned, tell an officer at once.",
        "帰(かえ)ると 危(あぶ)ない とき、出(で)られない ときは、すぐ 言(い)って ください。",
    ),
)
_EXIT_ORDER = Stage(
    Said(
        "出国命令が出ています。収容されずに出国することができます。",
        "A departure order is in force. You may leave without being detained.",
        "日本(にほん)を 出(で)て くださいと 言(い)われました。自分(じぶん)で 出(で)る ことが できます。",
    ),
    Said(
        "期限までに出国すると、この手続は終わります。",
        "The procedure is over when you leave by the last day.",
        "その 日(ひ)までに 出(で)ると、手続(てつづ)きは 終(お)わります。",
    ),
    Said(
        "決められた条件を守り、期限までに出国してください。",
        "Keep the conditions and leave Japan by the last day.",
        "約束(やくそく)を 守(まも)って ください。その 日(ひ)までに 日本(にほん)を 出(で)て ください。",
    ),
)
_DEPORTATION = {
    "under_examination": Stage(
        Said(
            "入国審査官が、あなたの話を聞いて審査しています。",
            "An immigration inspector examines your case and hears you.",
            "入管(にゅうかん)の 人(ひと)が、あなたの 話(はなし)を 聞(き)いて、調(しら)べて います。",
        ),
        Said(
            "審査の結果をお知らせします。結果に不服があれば、三日以内に口頭審理を求めることができます。",
            "You are told the result. If you disagree, you may ask for a hearing within three days.",
            "結果(けっか)を 知(し)らせます。ちがうと 思(おも)ったら、三日(みっか) までに「もう 一度(いちど) 聞(き)いて "
            "ください」と 言(い)えます。",
        ),
        _LAWYER,
    ),
    "departure_order_examination": Stage(
        Said(
            "出国命令によって出国できるかを審査しています。",
            "We examine whether you may leave under a departure order.",
            "自分(じぶん)で 日本(にほん)を 出(で)る ことが できるか、調(しら)べて います。",
        ),
        Said(
            "条件に合えば出国命令が出ます。収容されずに出国できます。",
            "If the conditions are met you get a departure order and may leave without being detained.",
            "いいと 決(き)まると、自分(じぶん)で 日本(にほん)を 出(で)ます。",
        ),
        Said(
            "呼出しには必ず応じ、旅券を持ってきてください。",
            "Come when you are called, with your passport.",
            "呼(よ)ばれたら、パスポートを 持(も)って、必(かなら)ず 来(き)て ください。",
        ),
    ),
    "finding_notified": Stage(
        Said(
            "退去強制の対象と認められ、通知されました。",
            "You were found to be subject to deportation and have been told so.",
            "「日本(にほん)に いる ことが できません」と 言(い)われました。",
        ),
        Said(
            "不服があれば口頭審理を求めることができます。求めなければ、次の段階へ進みます。",
            "If you disagree you may ask for a hearing. If you do not, the procedure goes on.",
            "ちがうと 思(おも)ったら、「もう 一度(いちど) 聞(き)いて ください」と 言(い)えます。言(い)わないと、次(つぎ)へ "
            "進(すす)みます。",
        ),
        Said(
            "不服があるときは、期限までに口頭審理を求めてください。内容が分かるまで、書類に署名しないでください。",
            "If you disagree, ask for a hearing by the last day. Sign nothing that you do not understand.",
            "ちがうと 思(おも)う ときは、その 日(ひ)までに 言(い)って ください。わからない 紙(かみ)に 名前(なまえ)を "
            "書(か)かないで ください。",
        ),
    ),
    "oral_hearing_pending": Stage(
        Said(
            "口頭審理を待っています。",
            "You are waiting for the hearing.",
            "話(はなし)を する 日(ひ)を 待(ま)って います。",
        ),
        Said(
            "特別審理官が話を聞き、判定を知らせます。不服があれば、三日以内に異議を申し出ることができます。",
            "A special inquiry officer hears you and tells you the judgment. You may object within three days.",
            "入管(にゅうかん)の 別(べつ)の 人(ひと)が 話(はなし)を 聞(き)きます。結果(けっか)を 知(し)らせます。ちがうと "
            "思(おも)ったら、三日(みっか) までに 言(い)えます。",
        ),
        Said(
            "証拠を出し、証人を求めることができます。代理人や知人に立ち会ってもらうこともできます。",
            "You may bring evidence and witnesses. Somebody who speaks for you, or somebody you know, may be there.",
            "あなたを 助(たす)ける 紙(かみ)や 人(ひと)を 連(つ)れて 来(き)て いいです。",
        ),
    ),
    "judgment_notified": Stage(
        Said(
            "口頭審理の判定が通知されました。",
            "You have been told the judgment of the hearing.",
            "話(はなし)を 聞(き)いた 結果(けっか)を、知(し)らせました。",
        ),
        Said(
            "不服があれば法務大臣に異議を申し出ることができます。申し出なければ、次の段階へ進みます。",
            "You may object to the Minister of Justice. If you do not, the procedure goes on.",
            "ちがうと 思(おも)ったら、大臣(だいじん)に 言(い)う ことが できます。言(い)わないと、次(つぎ)へ 進(すす)みます。",
        ),
        Said(
            "不服があるときは、期限までに、理由を書いた書面を出してください。",
            "If you disagree, hand in your objection in writing, with reasons, by the last day.",
            "ちがうと 思(おも)う ときは、その 日(ひ)までに、どうしてかを 書(か)いた 紙(かみ)を 出(だ)して ください。",
        ),
    ),
    "objection_pending": Stage(
        Said(
            "異議の申出について、法務大臣の裁決を待っています。",
            "The Minister of Justice has to rule on your objection.",
            "大臣(だいじん)の 答(こた)えを 待(ま)って います。",
        ),
        Said(
            "裁決が出たら、お知らせします。",
            "You are told the ruling.",
            "答(こた)えが 出(で)たら、知(し)らせます。",
        ),
        _MOVED,
    ),
    "final_sp_window": Stage(
        Said(
            "在留特別許可を申請することができる期間です。",
            "You may now apply for special permission to stay.",
            "「日本(にほん)に いたいです」と お願(ねが)いできる 間(あいだ)です。",
        ),
        Said(
            "申請すると審査されます。申請しなければ、退去強制令書が出ます。",
            "If you apply, it is examined. If you do not, a deportation order follows.",
            "お願(ねが)いすると、調(しら)べます。お願(ねが)いしないと、日本(にほん)を 出(で)る 紙(かみ)が 出(で)ます。",
        ),
        Said(
            "日本にいたい事情があるときは、期限までに申請してください。",
            "If you have reasons to stay, apply by the last day.",
            "日本(にほん)に いたい ときは、その 日(ひ)までに お願(ねが)いして ください。",
        ),
    ),
    "special_permission_decision": Stage(
        Said(
            "在留特別許可の申請を審査しています。",
            "Your application for special permission to stay is being examined.",
            "「日本(にほん)に いたいです」の お願(ねが)いを 調(しら)べて います。",
        ),
        Said(
            "結果をお知らせします。許可されなければ、退去強制令書が出ます。",
            "You are told the result. If it is refused, a deportation order follows.",
            "結果(けっか)を 知(し)らせます。だめなら、日本(にほん)を 出(で)る 紙(かみ)が 出(で)ます。",
        ),
        Said(
            "家族、仕事、健康などの事情と資料を、早めに出してください。",
            "Hand in early what speaks for you: family, work, health, with papers.",
            "家族(かぞく)、仕事(しごと)、体(からだ)の ことを 書(か)いた 紙(かみ)を、早(はや)く 出(だ)して ください。",
        ),
    ),
    "removal_order_due": Stage(
        Said(
            "日本から出国しなければならないことが決まりました。",
            "It is decided that you have to leave Japan.",
            "日本(にほん)を 出(で)る ことが 決(き)まりました。",
        ),
        Said(
            "退去強制令書が出ます。",
            "A deportation order follows.",
            "日本(にほん)を 出(で)る 紙(かみ)(令書(れいしょ))が 出(で)ます。",
        ),
        _ORDERED.must,
    ),
    **dict.fromkeys(
        (
            "removal_order_in_force",
            "removal_in_preparation",
            "self_departure_permitted",
            # Not the day of a removal: the officer in charge tells it.
            "removal_scheduled",
            "removal_impossible",
        ),
        _ORDERED,
    ),
    **dict.fromkeys(
        ("order_to_leave_in_force", "order_to_leave_suspended"),
        Stage(
            Said(
                "退去の命令が出ています。",
                "An order to leave is in force.",
                "「日本(にほん)を 出(で)て ください」の 命令(めいれい)が 出(で)て います。",
            ),
            Said(
                "命令に従わないと、罰せられることがあります。効力が停止されている間は、出国を求められません。",
                "You may be punished if you do not obey. While it is suspended you need not leave.",
                "出(で)ないと、罰(ばつ)が あるかも しれません。止(と)まって いる 間(あいだ)は、出(で)なくて いいです。",
            ),
            Said(
                "期限までに出国してください。できない事情があるときは、すぐに話してください。",
                "Leave by the last day. If you cannot, say so at once.",
                "その 日(ひ)までに 出(で)て ください。できない ときは、すぐ 言(い)って ください。",
            ),
        ),
    ),
    "departure_order_due": Stage(
        Said(
            "出国命令の条件に合うと認められました。",
            "You meet the conditions of a departure order.",
            "自分(じぶん)で 日本(にほん)を 出(で)る ことが できます。",
        ),
        Said(
            "出国命令が出ます。期限は15日以内です。",
            "You will get a departure order. You have at most 15 days.",
            "命令(めいれい)の 紙(かみ)が 出(で)ます。{15日|じゅうごにち} までに 日本(にほん)を 出(で)ます。",
        ),
        Said(
            "旅券と航空券を用意してください。",
            "Have your passport and ticket ready.",
            "パスポートと 飛行機(ひこうき)の 切符(きっぷ)を 用意(ようい)して ください。",
        ),
    ),
    "departure_order_in_force": _EXIT_ORDER,
    "departure_order_failed": Stage(
        Said(
            "出国命令の期限が過ぎたか、出国命令が取り消されました。",
            "The departure order was not kept in time, or was cancelled.",
            "日本(にほん)を 出(で)る 日(ひ)が 過(す)ぎました。または、命令(めいれい)が なくなりました。",
        ),
        Said(
            "退去強制の手続が進みます。",
            "The deportation procedure goes on.",
            "日本(にほん)を 出(で)る 手続(てつづ)きが 進(すす)みます。",
        ),
        Said(
            "すぐに下の官署へ連絡してください。",
            "Contact the office below at once.",
            "すぐ 入管(にゅうかん)に 電話(でんわ)して ください。",
        ),
    ),
    "procedure_suspended": Stage(
        Said(
            "仮滞在が許可され、この手続は止まっています。",
            "You have provisional stay, and this procedure rests.",
            "今(いま)、この 手続(てつづ)きは 止(と)まって います。",
        ),
        Said(
            "保護を求める申請の結果が出るまで、手続は進みません。",
            "It rests until your claim for protection is decided.",
            "難民(なんみん)の 手続(てつづ)きの 結果(けっか)を 待(ま)ちます。",
        ),
        Said(
            "仮滞在の条件を守り、期間が終わる前に更新を申請してください。",
            "Keep the conditions, and ask for renewal before it ends.",
            "約束(やくそく)を 守(まも)って ください。終(お)わる 前(まえ)に、もう 一度(いちど) 手続(てつづ)きを して ください。",
        ),
    ),
    "released_not_deportable": Stage(
        Said(
            "退去強制の対象ではないと認められました。",
            "You were found not to be subject to deportation.",
            "日本(にほん)を 出(で)なくて いいと 決(き)まりました。",
        ),
        _OVER.where,
    ),
    "special_permission_granted": Stage(
        Said(
            "在留特別許可が出ました。日本にいることができます。",
            "Special permission to stay is granted. You may stay in Japan.",
            "日本(にほん)に いて いいと 決(き)まりました。",
        ),
        Said(
            "在留カードを確かめ、在留期間が終わる前に手続をしてください。",
            "Check your residence card, and file before your period of stay ends.",
            "在留(ざいりゅう)カードを 見(み)て ください。終(お)わる 日(ひ)の 前(まえ)に、手続(てつづ)きを して ください。",
        ),
    ),
    "departed_departure_order": _OVER,
    "removal_order_void": _OVER,
    "closed_refugee_status": _OVER,
}

# --- the others -----------------------------------------------------------------------------------

STAGES: Mapping[str, Mapping[str, Stage]] = {
    "deportation": _DEPORTATION,
    "coe": {
        **{k: _FILINGS[k] for k in ("received", "under_review", "awaiting_documents", "withdrawn")},
        # That another desk is asked is the agency's own affair.
        "referred_to_hq": _RECEIVED,
        "issuance_suspended": Stage(
            Said(
                "この分野の証明書の交付は、いま止まっています。",
                "Certificates for this field are not being issued at present.",
                "今(いま)、この 仕事(しごと)の 紙(かみ)は 出(だ)して いません。",
            ),
            Said(
                "再開されたら、審査を続けます。",
                "We go on when issuing begins again.",
                "また 始(はじ)まったら、調(しら)べます。",
            ),
        ),
        "issued": Stage(
            Said(
                "証明書が交付されました。",
                "The certificate is issued.",
                "証明書(しょうめいしょ)が 出(で)ました。",
            ),
            Said(
                "証明書で査証(ビザ)を申請し、有効期間のうちに日本へ来てください。",
                "Apply for a visa with it and come to Japan while it is valid.",
                "これで ビザの 手続(てつづ)きを して ください。使(つか)える 日(ひ)までに 日本(にほん)へ 来(き)て ください。",
            ),
        ),
        "refused": Stage(
            Said(
                "証明書は交付されませんでした。理由は、別に渡した通知書にあります。",
                "No certificate is issued. The reasons are in the notice you received.",
                "証明書(しょうめいしょ)は 出(で)ませんでした。どうしてかは、渡(わた)した 紙(かみ)に 書(か)いて あります。",
            ),
            _WITHDRAWN.then,
        ),
        "lapsed": _OVER,
        "consumed": _OVER,
    },
    "landing": {
        "examining": Stage(
            Said(
                "入国審査官が、上陸できるかを審査しています。",
                "An inspector examines whether you may enter.",
                "日本(にほん)に 入(はい)って いいか、調(しら)べて います。",
            ),
            Said(
                "条件に合えば上陸が許可されます。さらに話を聞くことがあります。",
                "If the conditions are met you may enter. You may be heard further.",
                "いいと 決(き)まると、入(はい)れます。もっと 話(はなし)を 聞(き)く ことも あります。",
            ),
            Said(
                "旅券を見せ、質問に答えてください。",
                "Show your passport and answer the questions.",
                "パスポートを 見(み)せて ください。質問(しつもん)に 答(こた)えて ください。",
            ),
        ),
        "hearing": _DEPORTATION["oral_hearing_pending"],
        "finding_notified": Stage(
            Said(
                "上陸の条件に合わないと認められ、通知されました。",
                "You were found not to meet the conditions of landing and have been told so.",
                "「日本(にほん)に 入(はい)る ことが できません」と 言(い)われました。",
            ),
            Said(
                "不服があれば、三日以内に法務大臣に異議を申し出ることができます。",
                "If you disagree you may object to the Minister of Justice within three days.",
                "ちがうと 思(おも)ったら、三日(みっか) までに 大臣(だいじん)に 言(い)えます。",
            ),
            _DEPORTATION["judgment_notified"].must,
        ),
        "objection_pending": _DEPORTATION["objection_pending"],
        "ruling_pending": _DEPORTATION["objection_pending"],
        "permitted": _PERMITTED,
        "permitted_special": _PERMITTED,
        **dict.fromkeys(
            ("exit_ordered", "exit_ordered_facility"),
            Stage(
                Said(
                    "上陸は認められず、日本から出るよう命じられました。",
                    "You may not enter and have been ordered to leave.",
                    "日本(にほん)に 入(はい)れません。日本(にほん)を 出(で)て ください。",
                ),
                Said(
                    "次の便で出国します。とどまる場所が指定されることがあります。",
                    "You leave on the next flight or ship. A place to stay until then may be named.",
                    "次(つぎ)の 飛行機(ひこうき)や 船(ふね)で 帰(かえ)ります。",
                ),
                _ORDERED.must,
            ),
        ),
        "departed": _OVER,
        "closed": _OVER,
        "deportation_module": _OVER,
    },
    "exceptional_landing": {
        "applied": _RECEIVED,
        "permitted": Stage(
            Said(
                "短い間の上陸が許可されました。",
                "You may be ashore for a short time.",
                "短(みじか)い 間(あいだ)、日本(にほん)に いて いいです。",
            ),
            Said(
                "期間が終わる前に出国してください。",
                "Leave before it ends.",
                "終(お)わる 前(まえ)に 日本(にほん)を 出(で)て ください。",
            ),
            Said(
                "許可された場所と期間を守ってください。",
                "Keep to the places and the time that are permitted.",
                "決(き)められた 所(ところ)と 日(ひ)を 守(まも)って ください。",
            ),
        ),
        "refused": _REFUSED,
        **dict.fromkeys(
            ("revoked", "revoked_with_period"),
            Stage(
                Said(
                    "許可は取り消されました。",
                    "The permission is revoked.",
                    "許可(きょか)は なくなりました。",
                ),
                Said(
                    "決められた日までに出国してください。",
                    "Leave by the day that was set.",
                    "決(き)められた 日(ひ)までに 日本(にほん)を 出(で)て ください。",
                ),
                _ORDERED.must,
            ),
        ),
        "departed": _OVER,
        "status_acquired": _OVER,
        "deportation_module": _OVER,
    },
    "extension": _EXTENDING,
    "change": _EXTENDING,
    "acquisition": {
        "interim_60": Stage(
            Said(
                "生まれた日などから60日の間は、在留資格がなくても日本にいることができます。",
                "For sixty days from the birth or other event you may be in Japan without a status.",
                "{60日|ろくじゅうにち} の 間(あいだ)、ビザが なくても 日本(にほん)に いて いいです。",
            ),
            Said(
                "それより長くいるときは、30日以内に申請が必要です。",
                "To stay longer you have to file within thirty days.",
                "もっと いたい 人(ひと)は、{30日|さんじゅうにち} までに 手続(てつづ)きを します。",
            ),
            Said(
                "期限までに申請するか、出国してください。",
                "File by the last day, or leave.",
                "その 日(ひ)までに 手続(てつづ)きを して ください。または、日本(にほん)を 出(で)て ください。",
            ),
        ),
        "received": _RECEIVED,
        "received_pr": _RECEIVED,
        "permitted": _PERMITTED,
        "refused": _REFUSED,
        "refused_final": _REFUSED,
        "withdrawn": _WITHDRAWN,
        "overstayed": _TIME_OVER,
        "departed": _OVER,
        "closed": _OVER,
    },
    "permanent_residence": _FILINGS,
    "activity_permission": {
        "received": _RECEIVED,
        "certificate_requested": _RECEIVED,
        "granted": Stage(
            Said("許可されました。", "It is granted.", "許可(きょか)されました。"),
            Said(
                "許可の範囲で働くことができます。",
                "You may work within its limits.",
                "許可(きょか)された 仕事(しごと)が できます。",
            ),
            Said(
                "決められた時間と仕事の種類を守ってください。",
                "Keep to the hours and the kind of work that are permitted.",
                "決(き)められた 時間(じかん)と 仕事(しごと)を 守(まも)って ください。",
            ),
        ),
        "refused": _REFUSED,
        "certificate_not_issued": _REFUSED,
        "revoked": Stage(
            Said("許可は取り消されました。", "The permission is revoked.", "許可(きょか)は なくなりました。"),
            Said(
                "この許可で働くことはできません。",
                "You may no longer work under it.",
                "その 仕事(しごと)は もう できません。",
            ),
            Said(
                "すぐに仕事をやめてください。",
                "Stop this work at once.",
                "すぐ 仕事(しごと)を やめて ください。",
            ),
        ),
        "ended": _OVER,
        "withdrawn": _WITHDRAWN,
        "certificate_issued": _OVER,
    },
    "revocation": {
        "hearing_notified": Stage(
            Said(
                "在留資格の取消しについて、意見を聞く日をお知らせしました。",
                "You have been told the day on which you are heard about revoking your status.",
                "ビザを なくすか、あなたの 話(はなし)を 聞(き)く 日(ひ)を 知(し)らせました。",
            ),
            Said(
                "意見を聞いた後、取り消すかどうかを決めて、お知らせします。",
                "After hearing you we decide and tell you.",
                "話(はなし)を 聞(き)いた 後(あと)で、決(き)めます。結果(けっか)を 知(し)らせます。",
            ),
            Said(
                "決められた日に来て、意見を述べ、証拠を出してください。代理人に来てもらうこともできます。",
                "Come on that day, say what you think and bring evidence. Somebody may come in your place.",
                "その 日(ひ)に 来(き)て ください。思(おも)う ことを 言(い)って ください。紙(かみ)も 出(だ)せます。",
            ),
        ),
        "heard": Stage(
            Said("意見を聞きました。", "You have been heard.", "あなたの 話(はなし)を 聞(き)きました。"),
            Said(
                "取り消すかどうかを決めて、お知らせします。",
                "We decide and tell you.",
                "これから 決(き)めます。結果(けっか)を 知(し)らせます。",
            ),
            _MOVED,
        ),
        "revoked_departure_period": Stage(
            Said(
                "在留資格が取り消され、出国するための期間が指定されました。",
                "Your status is revoked, and you have been given a time to leave.",
                "ビザが なくなりました。日本(にほん)を 出(で)る 日(ひ)が 決(き)まりました。",
            ),
            Said(
                "期間のうちに出国すると、この手続は終わります。",
                "The procedure is over when you leave in time.",
                "その 日(ひ)までに 出(で)ると、終(お)わります。",
            ),
            Said(
                "期間の終わりまでに出国してください。",
                "Leave Japan by the last day.",
                "その 日(ひ)までに 日本(にほん)を 出(で)て ください。",
            ),
        ),
        "revoked_deportable": Stage(
            Said("在留資格が取り消されました。", "Your status is revoked.", "ビザが なくなりました。"),
            _TIME_OVER.then,
            _TIME_OVER.must,
        ),
        "closed_not_revoked": Stage(
            Said(
                "在留資格は取り消されません。",
                "Your status is not revoked.",
                "ビザは なくなりません。",
            ),
            _OVER.where,
        ),
        "status_changed_ex_officio": _OVER,
        "departed": _OVER,
        "deportation_module": _OVER,
    },
    "residence": {
        **dict.fromkeys(
            ("in_status", "permanent"),
            Stage(
                Said(
                    "日本にいることができます。",
                    "You may stay in Japan.",
                    "日本(にほん)に いて いいです。",
                ),
                Said(
                    "在留期間や在留カードの有効期間が終わる前に、手続をしてください。",
                    "File before your period of stay, or your card, runs out.",
                    "カードの 日(ひ)が 終(お)わる 前(まえ)に、手続(てつづ)きを して ください。",
                ),
                _MOVED,
            ),
        ),
        "special_period": Stage(
            Said(
                "在留期間は終わりましたが、申請の結果が出るまで(最長2か月)日本にいることができます。",
                "Your period of stay is over; you may stay until your filing is decided, two months at most.",
                "ビザの 日(ひ)は 終(お)わりました。でも、結果(けっか)が 出(で)るまで 日本(にほん)に いて いいです。"
                "長(なが)くて 二(に)か 月(げつ)です。",
            ),
            Said(
                "結果が出たら、お知らせします。",
                "You are told the result.",
                "結果(けっか)が 出(で)たら、知(し)らせます。",
            ),
            Said(
                "呼出しがあれば、すぐに来てください。",
                "Come at once if you are called.",
                "呼(よ)ばれたら、すぐ 来(き)て ください。",
            ),
        ),
        "departure_preparation": _PREPARE,
        "interim_60": Stage(
            Said(
                "在留資格がなくても60日の間は日本にいることができます。",
                "For sixty days you may be in Japan without a status.",
                "{60日|ろくじゅうにち} の 間(あいだ)、ビザが なくても 日本(にほん)に いて いいです。",
            ),
            Said(
                "それより長くいるときは、申請が必要です。",
                "To stay longer you have to file.",
                "もっと いたい 人(ひと)は、手続(てつづ)きを して ください。",
            ),
        ),
        "exceptional_landing": Stage(
            Said(
                "短い間の上陸が許可されています。",
                "You may be ashore for a short time.",
                "短(みじか)い 間(あいだ)、日本(にほん)に いて いいです。",
            ),
            Said(
                "期間が終わる前に出国してください。",
                "Leave before it ends.",
                "終(お)わる 前(まえ)に 日本(にほん)を 出(で)て ください。",
            ),
        ),
        "revoked_departure_period": Stage(
            Said(
                "在留資格が取り消され、出国するための期間の中にあります。",
                "Your status is revoked, and your time to leave is running.",
                "ビザが なくなりました。日本(にほん)を 出(で)る 日(ひ)が 決(き)まって います。",
            ),
            Said(
                "期間の終わりまでに出国してください。",
                "Leave Japan by the last day.",
                "その 日(ひ)までに 日本(にほん)を 出(で)て ください。",
            ),
        ),
        "revoked": _TIME_OVER,
        "overstay": _TIME_OVER,
    },
    "notification_duty": {
        "open": Stage(
            Said(
                "届出が必要です。まだ届け出られていません。",
                "You have to give a notice and have not done so yet.",
                "知(し)らせる ことが あります。まだ 知(し)らせて いません。",
            ),
            Said(
                "届け出ると、この手続は終わります。",
                "It is over when you give the notice.",
                "知(し)らせると、終(お)わります。",
            ),
            Said(
                "期限までに届け出てください。",
                "Give the notice by the last day.",
                "その 日(ひ)までに 知(し)らせて ください。",
            ),
        ),
        "late": Stage(
            Said(
                "届出の期限が過ぎました。",
                "The last day for the notice has passed.",
                "知(し)らせる 日(ひ)が 過(す)ぎました。",
            ),
            Said(
                "遅れても届け出てください。",
                "Give it all the same.",
                "遅(おそ)くても 知(し)らせて ください。",
            ),
            Said(
                "すぐに届け出てください。",
                "Give the notice at once.",
                "すぐ 知(し)らせて ください。",
            ),
        ),
        "done": Stage(
            Said("届出は済みました。", "The notice is given.", "もう 知(し)らせました。"),
            _OVER.where,
        ),
        "closed": _OVER,
    },
}

# --- what is not told, and why --------------------------------------------------------------------

_INQUIRY = "an inquiry would be defeated by telling of it"
_NOTHING_YET = "nothing has been filed or begun"
_NOT_HERE = "the person is not in Japan, or no longer a foreign national"
UNTOLD: Mapping[str, Mapping[str, str]] = {
    "deportation": {
        **dict.fromkeys(
            (
                "tip_received",
                "under_investigation",
                "chief_inspector_screening",
                "custody_route_decided",
                "closed_no_violation",
            ),
            _INQUIRY,
        ),
        "removed": _NOT_HERE,
        "closed_death": "the person has died",
    },
    "coe": {"draft": _NOTHING_YET},
    "landing": {"en_route": _INQUIRY},
    "exceptional_landing": {"none": _NOTHING_YET, "away": _NOT_HERE, "expired": _NOT_HERE},
    "extension": {"draft": _NOTHING_YET},
    "change": {"draft": _NOTHING_YET},
    "acquisition": {"none": _NOTHING_YET},
    "permanent_residence": {"draft": _NOTHING_YET},
    "activity_permission": {"none": _NOTHING_YET},
    "revocation": {"none": _INQUIRY, "fact_finding": _INQUIRY, "closed_moot": _INQUIRY},
    "residence": {
        **dict.fromkeys(
            ("abroad_no_status", "abroad_with_reentry", "departed", "japanese_national"), _NOT_HERE
        ),
        "deceased": "the person has died",
    },
    "notification_duty": {"none": _NOTHING_YET},
}

# --- the person's own dates in the deportation procedure ------------------------------------------

_CONTEST = Said(
    "求めないと、不服を述べる機会がなくなり、手続が進みます。",
    "If you do not, you lose the chance to contest, and the procedure goes on.",
    "言(い)わないと、もう 言(い)えません。手続(てつづ)きが 進(すす)みます。",
)
_DETAINED_AGAIN = Said(
    "守らないと、収容されることがあります。",
    "If you do not, you may be detained.",
    "しないと、入管(にゅうかん)の 建物(たてもの)に 入(はい)る ことに なるかも しれません。",
)
_PUNISHED = Said(
    "従わないと、罰せられることがあります。",
    "If you do not, you may be punished.",
    "しないと、罰(ばつ)が あるかも しれません。",
)
_SPECIAL = Date(
    Said(
        "在留特別許可の申請",
        "applying for special permission to stay",
        "「日本(にほん)に いたいです」と お願(ねが)いする 日(ひ)",
    ),
    Said(
        "日本にいたい事情があるときは、この日までに申請してください。",
        "If you have reasons to stay, apply by this day.",
        "日本(にほん)に いたい ときは、この 日(ひ)までに お願(ねが)いして ください。",
    ),
    Said(
        "申請しないと、退去強制令書が出ます。",
        "If you do not, a deportation order follows.",
        "しないと、日本(にほん)を 出(で)る 紙(かみ)が 出(で)ます。",
    ),
)
_LEAVE = Said(
    "この日までに日本から出国してください。",
    "Leave Japan by this day.",
    "この 日(ひ)までに 日本(にほん)を 出(で)て ください。",
)
DATES: Mapping[str, Date] = {
    "clk_oral_hearing_request_3d": Date(
        Said(
            "口頭審理の請求",
            "asking for a hearing",
            "「もう 一度(いちど) 聞(き)いて ください」と 言(い)う 日(ひ)",
        ),
        Said(
            "認定に不服があるときは、この日までに口頭審理を求めてください。",
            "If you disagree with the finding, ask for a hearing by this day.",
            "ちがうと 思(おも)ったら、この 日(ひ)までに 言(い)って ください。",
        ),
        _CONTEST,
    ),
    "clk_objection_3d": Date(
        Said("異議の申出", "objecting", "大臣(だいじん)に 言(い)う 日(ひ)"),
        Said(
            "判定に不服があるときは、この日までに理由を書いた書面を出してください。",
            "If you disagree with the judgment, hand in your reasons in writing by this day.",
            "ちがうと 思(おも)ったら、この 日(ひ)までに 紙(かみ)を 出(だ)して ください。",
        ),
        _CONTEST,
    ),
    "landing_objection_3d": Date(
        Said("異議の申出", "objecting", "大臣(だいじん)に 言(い)う 日(ひ)"),
        Said(
            "認定に不服があるときは、この日までに異議を申し出てください。",
            "If you disagree with the finding, object by this day.",
            "ちがうと 思(おも)ったら、この 日(ひ)までに 言(い)って ください。",
        ),
        _CONTEST,
    ),
    "clk_sp_after_finding_3d": _SPECIAL,
    "clk_sp_after_judgment_3d": _SPECIAL,
    "clk_sp_after_ruling_3d": _SPECIAL,
    "clk_supervised_report_3m": Date(
        Said("監理措置の届出", "report under supervision", "入管(にゅうかん)に 知(し)らせる 日(ひ)"),
        Said(
            "暮らしの様子や条件を守っていることを、この日までに届け出てください。",
            "Report by this day how you live and that you keep the conditions.",
            "この 日(ひ)までに、どんな 生活(せいかつ)を して いるか、知(し)らせて ください。",
        ),
        _DETAINED_AGAIN,
    ),
    "clk_exit_restricted_report_3m": Date(
        Said("出国制限中の届出", "report while you may not leave", "入管(にゅうかん)に 知(し)らせる 日(ひ)"),
        Said(
            "暮らしの様子をこの日までに届け出てください。",
            "Report by this day how you live.",
            "この 日(ひ)までに、どんな 生活(せいかつ)を して いるか、知(し)らせて ください。",
        ),
        _PUNISHED,
    ),
    "clk_deposit_3d": Date(
        Said("保証金の納付", "paying the deposit", "お金(かね)(保証金(ほしょうきん))を 払(はら)う 日(ひ)"),
        Said(
            "この日までに保証金を納めてください。",
            "Pay the deposit by this day.",
            "この 日(ひ)までに お金(かね)を 払(はら)って ください。",
        ),
        _DETAINED_AGAIN,
    ),
    "clk_provisional_release_3m": Date(
        Said("仮放免の期間", "provisional release", "外(そと)に いて いい 日(ひ)"),
        Said(
            "続けるときは、この日までに延長を求めてください。",
            "To go on, ask for an extension by this day.",
            "もっと 外(そと)に いたい ときは、この 日(ひ)までに 言(い)って ください。",
        ),
        _DETAINED_AGAIN,
    ),
    "clk_departure_order_15d": Date(
        Said("出国命令の期限", "deadline of the departure order", "日本(にほん)を 出(で)る 日(ひ)"),
        _LEAVE,
        Said(
            "出国しないと退去強制の手続が進み、出国命令は二度と受けられません。",
            "If you do not, deportation follows, and you cannot have a departure order again.",
            "出(で)ないと、もっと 大変(たいへん)な 手続(てつづ)きに なります。",
        ),
    ),
    "clk_order_to_leave": Date(
        Said("退去の命令の期限", "deadline of the order to leave", "日本(にほん)を 出(で)る 日(ひ)"),
        _LEAVE,
        _PUNISHED,
    ),
    "clk_passport_order": Date(
        Said(
            "旅券の申請などの命令",
            "order to apply for a passport",
            "パスポートの 手続(てつづ)きを する 日(ひ)",
        ),
        Said(
            "この日までに、命じられた申請をしてください。",
            "Apply as ordered by this day.",
            "この 日(ひ)までに、パスポートの 手続(てつづ)きを して ください。",
        ),
        _PUNISHED,
    ),
    "clk_provisional_stay_6m": Date(
        Said("仮滞在の期間", "provisional stay", "日本(にほん)に いて いい 日(ひ)"),
        Said(
            "続けるときは、この日までに更新を申請してください。",
            "To go on, ask for renewal by this day.",
            "もっと いたい ときは、この 日(ひ)までに 手続(てつづ)きを して ください。",
        ),
        Said(
            "更新しないと、退去強制の手続が再び進みます。",
            "If you do not, the deportation procedure goes on.",
            "しないと、日本(にほん)を 出(で)る 手続(てつづ)きが また 進(すす)みます。",
        ),
    ),
    "clk_refugee_review_7d": Date(
        Said(
            "審査請求", "asking for a review", "「もう 一度(いちど) 調(しら)べて ください」と 言(い)う 日(ひ)"
        ),
        Said(
            "結果に不服があるときは、この日までに審査請求をしてください。",
            "If you disagree with the result, ask for a review by this day.",
            "ちがうと 思(おも)ったら、この 日(ひ)までに 言(い)って ください。",
        ),
        Said(
            "しないと、送還の停止が終わります。",
            "If you do not, your removal is no longer stayed.",
            "しないと、国(くに)に 帰(かえ)る ことに なるかも しれません。",
        ),
    ),
    "revocation_departure": Date(
        Said("出国するための期間", "time to leave", "日本(にほん)を 出(で)る 日(ひ)"),
        _LEAVE,
        Said(
            "過ぎると、退去強制の手続が始まります。",
            "After it, deportation follows.",
            "出(で)ないと、日本(にほん)を 出(で)る 手続(てつづ)きが 始(はじ)まります。",
        ),
    ),
    "hearing_date": Date(
        Said("意見を述べる日", "day of your hearing", "話(はなし)を する 日(ひ)"),
        Said(
            "この日に来て、意見を述べてください。",
            "Come on this day and say what you think.",
            "この 日(ひ)に 来(き)て、話(はな)して ください。",
        ),
        Said(
            "正当な理由なく来ないと、意見を聞かずに決めることがあります。",
            "If you stay away without good reason, we may decide without hearing you.",
            "来(こ)ないと、話(はなし)を 聞(き)かないで 決(き)めるかも しれません。",
        ),
    ),
}
