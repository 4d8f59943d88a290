"""Facts that only the stage records. What other parts read as well is in `vocabulary`."""

from __future__ import annotations

from workflows.facts import Choice, Fact, Kind
from workflows.texts import Text


def _choices(*rows: tuple[str, str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(code, Text(ja, en)) for code, ja, en in rows)


FACTS: tuple[Fact, ...] = (
    # --- how the case came up
    Fact(
        "informant",
        Text("通報者の区分", "who reported"),
        Kind.CHOICE,
        _choices(
            ("public", "一般の人", "member of the public"),
            ("official", "国・地方公共団体の職員", "public official"),
            ("prison", "矯正施設の長", "head of a prison or training school"),
            ("parole_board", "地方更生保護委員会", "regional parole board"),
            ("own", "職務上の端緒", "found on duty"),
        ),
    ),
    Fact(
        "report_manner",
        Text("通報の方法", "form of the report"),
        Kind.CHOICE,
        _choices(("oral", "口頭", "oral"), ("written", "書面", "written")),
    ),
    Fact("serving_at", Text("受刑中の施設", "institution of the sentence"), Kind.LINE),
    Fact("wish_to_leave", Text("速やかに出国する意思", "wish to leave promptly"), Kind.FLAG),
    Fact("appeared_at_office", Text("出頭した官署", "office of appearance"), Kind.OFFICE),
    # --- investigation
    Fact("earlier_case", Text("関係する事件の番号", "number of the related case"), Kind.LINE),
    Fact("summoned_for", Text("出頭を求める日時", "summoned for"), Kind.MOMENT, ahead=True),
    Fact("summoned_to", Text("出頭場所", "place of appearance"), Kind.LINE),
    Fact("summons_obeyed", Text("出頭の有無", "appeared"), Kind.FLAG),
    Fact("read_back", Text("読み聞かせ・閲覧の実施", "statement read back"), Kind.FLAG),
    Fact(
        "statement_signature",
        Text("供述者の署名", "signature of the person heard"),
        Kind.CHOICE,
        _choices(
            ("signed", "署名した", "signed"),
            ("refused", "拒んだ", "refused"),
            ("unable", "できなかった", "unable"),
        ),
    ),
    Fact("interpreter", Text("通訳人", "interpreter"), Kind.LINE, personal=True),
    Fact(
        "search_kind",
        Text("処分の種類", "kind of measure"),
        Kind.CHOICE,
        _choices(
            ("search", "臨検・捜索", "inspection or search"),
            ("seizure", "差押え・記録命令付差押え", "seizure"),
            ("kept", "領置", "things handed over or left behind"),
        ),
    ),
    Fact("judge_warrant", Text("裁判官の許可状", "judge's warrant"), Kind.LINE),
    Fact("search_witness", Text("立会人", "witness of the search"), Kind.LINE, personal=True),
    Fact("seized_items", Text("領置・差押物件", "things kept or seized"), Kind.TEXT, personal=True),
    Fact("log_carrier", Text("通信事業者等", "carrier asked"), Kind.LINE),
    Fact("logs_specified", Text("保全を求める記録", "logs to be kept"), Kind.TEXT),
    Fact(
        "log_end_cause",
        Text("保全要請の終わった事由", "why the request ended"),
        Kind.CHOICE,
        _choices(
            ("seized", "その記録の差押え・記録命令付差押え", "the logs were seized"),
            ("not_needed", "差押えの必要がなくなったことによる取消し", "withdrawn: seizure not needed"),
        ),
    ),
    Fact("evidence_list", Text("証拠物の目録", "list of evidence"), Kind.TEXT, personal=True),
    # --- screening and handover
    Fact(
        "custody_route",
        Text("収容・監理措置の別", "detention or supervision"),
        Kind.CHOICE,
        _choices(("detention", "収容", "detention"), ("supervision", "監理措置", "supervision")),
        kept=True,
    ),
    Fact(
        "custody_factors",
        Text("考慮した事情", "factors weighed"),
        Kind.CHOICES,
        _choices(
            ("flight", "逃亡のおそれの程度", "risk of flight"),
            ("evidence", "証拠隠滅のおそれの程度", "risk to evidence"),
            ("harm", "収容により受ける不利益の程度", "harm done by detention"),
            ("other", "その他の事情", "other"),
        ),
    ),
    Fact("criminal_case", Text("刑事事件等の表示", "criminal case"), Kind.LINE, personal=True),
    Fact("interview_place", Text("取調べの場所", "place of the interview"), Kind.LINE),
    # --- finding, judgment, ruling
    Fact("rights_explained", Text("権利の告知", "rights explained"), Kind.FLAG),
    Fact("notice_language", Text("告知に用いた言語", "language of the notice"), Kind.LINE),
    Fact("offence", Text("罪名", "offence"), Kind.LINE, personal=True),
    Fact("signed", Text("本人の署名", "signed by the person"), Kind.FLAG),
    Fact(
        "request_manner",
        Text("口頭審理の請求の方法", "how the hearing was asked for"),
        Kind.CHOICE,
        _choices(
            ("in_person", "特別審理官に口頭で", "orally to the special inquiry officer"),
            ("telephone", "電話で", "by telephone"),
            ("other_official", "他の職員を通じて", "through another official"),
            ("written", "書面で", "in writing"),
        ),
    ),
    Fact("hearing_at", Text("口頭審理の日時", "hearing at"), Kind.MOMENT, ahead=True),
    Fact("hearing_place", Text("口頭審理の場所", "place of the hearing"), Kind.LINE),
    Fact("hearing_agent", Text("代理人", "agent at the hearing"), Kind.LINE, personal=True),
    Fact(
        "hearing_companion", Text("立会いを許した親族・知人", "companion allowed"), Kind.LINE, personal=True
    ),
    Fact("hearing_witnesses", Text("証人", "witnesses summoned"), Kind.TEXT, personal=True),
    Fact("objection_in_writing", Text("書面による異議の申出", "objection in writing"), Kind.FLAG),
    Fact(
        "objection_grounds",
        Text("不服の理由", "grounds of the objection"),
        Kind.CHOICES,
        _choices(
            ("procedure", "審査手続の法令違反", "breach of procedure"),
            ("law", "法令の適用の誤り", "law misapplied"),
            ("fact", "事実の誤認", "mistake of fact"),
        ),
    ),
    Fact("ruled_on", Text("裁決の日", "date of the ruling"), Kind.DATE),
    Fact(
        "finality",
        Text("在留特別許可の三日間の起点", "what the three days follow"),
        Kind.CHOICE,
        _choices(
            ("finding", "認定に服したこと", "acceptance of the finding"),
            ("judgment", "判定に服したこと", "acceptance of the judgment"),
            ("ruling", "理由なし裁決の通知", "notice of the ruling"),
        ),
        kept=True,
    ),
    # --- special permission
    Fact(
        "granted_head",
        Text("許可の根拠(50条1項各号)", "head of 50(1)"),
        Kind.CHOICE,
        _choices(
            ("permanent", "1号 永住許可", "(1) permanent residence"),
            ("former_japanese", "2号 元日本国民", "(2) former Japanese national"),
            ("trafficked", "3号 人身取引等の被害", "(3) victim of trafficking"),
            ("refugee", "4号 難民等の認定", "(4) recognised refugee"),
            ("other", "5号 特別に在留を許可すべき事情", "(5) other special circumstances"),
        ),
    ),
    Fact("proviso_applies", Text("50条1項ただし書に当たる", "the proviso of 50(1) applies"), Kind.FLAG),
    Fact(
        "inhumane_to_refuse",
        Text("不許可が人道上の配慮に欠ける特別の事情", "refusal would be inhumane"),
        Kind.FLAG,
    ),
    Fact("status_granted", Text("決定した在留資格", "status of residence granted"), Kind.LINE),
    Fact("stay_granted_for", Text("決定した在留期間", "period of stay granted"), Kind.LINE),
    Fact("permission_conditions", Text("許可の条件", "conditions of the permission"), Kind.TEXT),
    Fact("permission_factors", Text("考慮した事情(50条5項)", "factors of 50(5)"), Kind.TEXT, personal=True),
    Fact("sp_application_number", Text("申請番号", "number of the application"), Kind.LINE),
    # --- departure order
    Fact(
        "departure_conditions",
        Text("出国命令の要件の確認", "conditions of 24-3 checked"),
        Kind.CHOICES,
        _choices(
            ("item", "24条2号の4・4号ロ・6号〜7号に該当", "within 24(2-4), (4)ロ or (6)–(7)"),
            ("limb", "1号 自発的出頭又は出国意思の表明", "(1) appearance or declaration"),
            ("no_other_ground", "2号 他の事由に不該当", "(2) no excluding ground"),
            ("no_sentence", "3号 所定の罪で拘禁刑に処せられていない", "(3) no listed sentence"),
            (
                "never_before",
                "4号 過去の退去強制・出国命令による出国がない",
                "(4) never removed or ordered out",
            ),
            ("prompt", "5号 速やかな出国が確実", "(5) certain to leave promptly"),
        ),
    ),
    Fact(
        "order_conditions",
        Text("出国命令の条件", "conditions of the departure order"),
        Kind.TEXT,
        personal=True,
    ),
    Fact("extension_requested_on", Text("延長の申出の日", "extension asked on"), Kind.DATE),
    Fact(
        "not_attributable",
        Text("本人の責めに帰することができない事由", "cause not the person's fault"),
        Kind.FLAG,
    ),
    Fact("breached_condition", Text("違反した条件", "condition breached"), Kind.TEXT, personal=True),
    Fact(
        "failed_departure_order",
        Text("出国命令の期限徒過又は取消し", "departure order missed or cancelled"),
        Kind.FLAG,
        kept=True,
    ),
    Fact("port", Text("出国港", "port of departure"), Kind.LINE),
    # --- execution of the order
    Fact(
        "entrusted_to",
        Text("執行の依頼先", "execution entrusted to"),
        Kind.CHOICE,
        _choices(("police", "警察官", "police"), ("coast_guard", "海上保安官", "coast guard")),
    ),
    Fact("entrusted_result", Text("依頼した執行の結果", "result of the entrusted execution"), Kind.TEXT),
    Fact(
        "impossible_causes",
        Text("送還できない事情", "what prevents removal"),
        Kind.CHOICES,
        _choices(
            ("refusal", "送還の忌避", "refusal to leave"),
            ("papers", "旅券等がない", "no travel document"),
            ("stay", "送還の停止", "removal stayed"),
            ("illness", "疾病", "illness"),
            ("country", "相手国が受け入れない", "country does not accept"),
            ("transport", "便がない", "no transport"),
            ("other", "その他", "other"),
        ),
    ),
    Fact("person_heard", Text("聴取した意向", "what the person said"), Kind.TEXT, personal=True),
    Fact("causes_end_on", Text("事情が解消する予定時期", "causes expected to end"), Kind.DATE, ahead=True),
    Fact(
        "removal_mode",
        Text("送還の方法", "mode of removal"),
        Kind.CHOICE,
        _choices(
            ("self_paid", "自費出国", "at own cost"),
            ("unescorted", "国費・護送なし", "state-paid, no escort"),
            ("escorted", "国費・護送付き", "state-paid, escorted"),
            ("charter", "チャーター機", "charter flight"),
            ("carrier", "運送業者による送還", "by the carrier"),
            ("prisoner_transfer", "受刑者移送", "prisoner transfer"),
            ("home_state", "本国の費用", "paid by the home state"),
        ),
        kept=True,
    ),
    Fact("flight", Text("便名", "flight or vessel"), Kind.LINE),
    Fact("escorts", Text("護送官", "escorts"), Kind.LINE),
    Fact("fit_to_travel", Text("搭乗できる健康状態", "fit to travel"), Kind.FLAG, personal=True),
    Fact(
        "carrier_limb",
        Text("運送業者の送還義務(59条1項)", "limb of 59(1)"),
        Kind.CHOICE,
        _choices(
            ("landing_refused", "1号 上陸拒否", "(1) landing refused"),
            ("exceptional_landing", "2号 24条5号〜6号の4", "(2) Act 24(5)–(6-4)"),
            ("known_ground", "3号 上陸時に事由を知っていた", "(3) ground known at landing"),
        ),
    ),
    Fact("carrier_name", Text("運送業者", "carrier"), Kind.LINE),
    Fact(
        "failure_cause",
        Text("送還できなかった理由", "why removal failed"),
        Kind.CHOICE,
        _choices(
            ("refusal", "本人の拒否", "refusal"),
            ("captain", "機長の搭乗拒否", "captain refused boarding"),
            ("illness", "疾病", "illness"),
            ("papers", "書類の不備", "papers"),
            ("transport", "便の都合", "transport"),
            ("permission_ended", "自費出国の取りやめ", "own departure given up"),
        ),
    ),
    Fact("obstruction", Text("偽計又は威力による妨害", "obstruction by deceit or force"), Kind.FLAG),
    Fact("force_used", Text("有形力の行使・負傷", "force used, injuries"), Kind.TEXT, personal=True),
    Fact("own_departure_applied", Text("自費出国の申請", "application to leave at own cost"), Kind.FLAG),
    Fact("avr_grounds", Text("支援の対象とした事情", "why the programme applies"), Kind.TEXT, personal=True),
    # --- orders that carry a penalty
    Fact(
        "passport_acts",
        Text("命ずる行為(規則48条の2)", "acts ordered (Reg 48-2)"),
        Kind.CHOICES,
        _choices(
            ("prepare", "1号 申請書類の作成・取得", "(1) prepare the papers"),
            ("submit", "2号 書類・個人識別情報の提出", "(2) submit papers and identification"),
            ("appear", "3号 大使館等への出頭・面接", "(3) appear at the embassy"),
            ("hand_in", "4号 有効な旅券の提供", "(4) hand in a valid passport"),
            ("declare", "5号 送還に必要な書類の作成", "(5) prepare papers for removal"),
            ("file", "6号 その書類の提出その他の手続", "(6) submit them, other formalities"),
            ("keep", "7号 旅券等の保管", "(7) keep the papers"),
            ("report", "8号 状況の報告", "(8) report"),
        ),
    ),
    Fact(
        "leave_limb",
        Text("退去の命令の事由(55条の2第1項)", "limb of 55-2(1)"),
        Kind.CHOICE,
        _choices(
            (
                "no_cooperation",
                "1号 退去の意思なし・告示国に不該当",
                "(1) no will to leave, country not listed",
            ),
            ("obstruction", "2号 送還の妨害とそのおそれ", "(2) obstructed removal, may do so again"),
        ),
    ),
    Fact("opinion_heard", Text("あらかじめ意見を聴いたこと", "person heard beforehand"), Kind.FLAG),
    Fact("breach_reported_to", Text("違反の通報先", "breach reported to"), Kind.LINE),
    # --- endings
    Fact(
        "void_cause",
        Text("令書が効力を失った原因", "why the order lost effect"),
        Kind.CHOICE,
        _choices(
            ("annulled", "取消判決", "annulled by judgment"),
            ("revoked", "職権による取消し", "revoked by the agency"),
            ("late_permission", "再審情願による在留特別許可", "special permission after the order"),
        ),
    ),
    Fact("status_permission", Text("在留許可の表示", "status permission"), Kind.LINE),
    Fact(
        "suspension_ended_by",
        Text("仮滞在の終了原因", "why the provisional stay ended"),
        Kind.CHOICE,
        _choices(
            ("no_review", "1号 審査請求がない", "(1) no review asked for"),
            ("review_lost", "2号 審査請求の取下げ・却下・棄却", "(2) review withdrawn or lost"),
            ("no_status", "3号 在留許可をしない処分", "(3) status refused"),
            ("revoked", "4号 仮滞在の取消し", "(4) provisional stay revoked"),
            ("withdrawn", "5号 申請の取下げ", "(5) claim withdrawn"),
            ("expired", "仮滞在期間の経過", "period over"),
        ),
    ),
    Fact(
        "death_reported_by",
        Text("死亡を知らせた者", "who reported the death"),
        Kind.CHOICE,
        _choices(
            ("facility", "収容施設", "facility"),
            ("supervisor", "監理人", "supervisor"),
            ("officer", "入国警備官", "control officer"),
            ("other", "その他", "other"),
        ),
    ),
    Fact("cause_of_death", Text("死因", "cause of death"), Kind.LINE, personal=True),
    Fact("autopsy_asked", Text("検視等の依頼", "autopsy asked for"), Kind.FLAG, personal=True),
    Fact("family_told", Text("遺族等への通知", "notice to the family"), Kind.LINE, personal=True),
    Fact(
        "supervisor_learned_on",
        Text("監理人が死亡を知った日", "supervisor learned of the death on"),
        Kind.DATE,
    ),
    Fact(
        "hold_reason",
        Text("出国確認の留保の事由(25条の2第1項)", "limb of 25-2(1)"),
        Kind.CHOICE,
        _choices(
            ("restriction", "1号 出国の制限", "(1) exit restriction"),
            ("charge", "2号 訴追・逮捕状等", "(2) charge or arrest warrant"),
            ("sentence", "3号 刑の執行未了", "(3) sentence not served"),
            ("extradition", "4号 拘禁許可状", "(4) extradition"),
        ),
    ),
    Fact("hold_authority", Text("通知した機関", "authority that gave notice"), Kind.LINE),
    Fact("exit_procedure_at", Text("出国手続がされた時", "exit procedure begun at"), Kind.MOMENT),
    Fact("unclaimed_items", Text("還付できない物件", "things that cannot be returned"), Kind.TEXT),
    Fact(
        "bar_kind",
        Text("送還を停止させた事情", "what stopped removal"),
        Kind.CHOICE,
        _choices(
            ("refugee", "難民認定等の申請・仮滞在", "refugee claim"),
            ("court", "裁判所の執行停止", "court stay"),
            ("exit_restriction", "出国の制限", "exit restriction"),
            ("criminal", "刑事手続等", "criminal procedure"),
        ),
    ),
    Fact("halted_where", Text("中止した場所", "where it was halted"), Kind.LINE),
)
