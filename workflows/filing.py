"""Who may file what, and by which channel: asked before a filing is examined at all.

Appearing in person is the rule (Act 61-8-3(1)(3); Regulation 6-2(1), 19(1)); the table below has who may
appear in place of the applicant, and who may send a filing online (Regulation 61-3). Procedures that are not
in it are no filings of a party: whoever comes is recorded, and only at the counter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflows.law import Citation, cites
from workflows.texts import Refusal, Text

COUNTER, ONLINE = "counter", "online"
CHANNELS: dict[str, Text] = {COUNTER: Text("窓口", "at the counter"), ONLINE: Text("オンライン", "online")}

CAPACITIES: dict[str, Text] = {
    "applicant": Text("本人", "the applicant"),
    "legal_representative": Text("法定代理人", "legal representative"),
    "relative": Text("親族・同居者(16歳未満・疾病等)", "relative or housemate (under 16, illness)"),
    "coe_proxy": Text("代理人(別表第四)", "proxy for a certificate (Table 4)"),
    "filing_agent": Text("申請等取次者", "approved filing agent"),
    "lawyer_scrivener": Text("弁護士・行政書士", "lawyer or administrative scrivener"),
    "accepting_org": Text("所属機関の職員", "staff of the accepting organisation"),
    "support_org": Text("登録支援機関の職員", "staff of a registered support organisation"),
    "public_interest_corp": Text("公益法人の職員", "staff of a public-interest corporation"),
}

ORGANISATIONS: dict[str, Text] = {
    "company": Text("企業等", "company"),
    "school": Text("教育機関", "school"),
    "support_org": Text("登録支援機関", "registered support organisation"),
    "agent": Text("弁護士・行政書士事務所", "office of lawyers or scriveners"),
    "supervising_org": Text("監理団体", "supervising organisation"),
    "public_interest": Text("公益法人", "public-interest corporation"),
}

# Statuses whose holders file on paper (Regulation 61-3(1)(6), (9) to (11)).
_ON_PAPER = {"coe": frozenset({"diplomat"})}
_ON_PAPER_ELSE = frozenset({"diplomat", "temporary_visitor"})
_SUPPORTED = "ssw_1"


@dataclass(frozen=True, slots=True)
class Rule:
    """One capacity in which a procedure may be filed.

    `authority`: the number of an approval or of a notice is asked for, or (of relatives) the kinship.
    `organisations` are the kinds of organisation whose staff this is. `unable`: only for somebody under 16
    or unable to come. `supported`: only for Specified Skilled Workers (i).
    """

    basis: str
    authority: bool = False
    organisations: tuple[str, ...] = ()
    unable: bool = False
    supported: bool = False
    cites: tuple[Citation, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cites", cites(self.basis))


_RECEIVING = ("company", "school", "supervising_org")
_SUPPORT = ("support_org",)
_PUBLIC = ("public_interest",)

_COE = {
    "applicant": Rule("reg 6-2(1)"),
    "coe_proxy": Rule("icrra 7-2(2); reg 6-2(3)"),
    "legal_representative": Rule("reg 6-2(4)(3)"),
    "filing_agent": Rule("reg 6-2(4)(1)", authority=True),
    "public_interest_corp": Rule("reg 6-2(4)(1)", authority=True, organisations=_PUBLIC),
    "support_org": Rule("reg 6-2(4)(1)", authority=True, organisations=_SUPPORT, supported=True),
    "lawyer_scrivener": Rule("reg 6-2(4)(2)", authority=True),
}
# Acts of Table 7-2 annexed to the Regulation.
_APPEAR = {
    "applicant": Rule("icrra 61-8-3(1)(3)"),
    "legal_representative": Rule("icrra 61-8-3(4)"),
    "relative": Rule("reg 59-4(4)(3)", authority=True, unable=True),
    "filing_agent": Rule("reg 59-4(2)(1); reg 59-4(4)(1)", authority=True),
    "accepting_org": Rule(
        "reg 59-4(2)(1); reg 59-4(4)(1); reg 59-4(4)(2)", authority=True, organisations=_RECEIVING
    ),
    "public_interest_corp": Rule("reg 59-4(2)(1); reg 59-4(4)(1)", authority=True, organisations=_PUBLIC),
    "support_org": Rule(
        "reg 59-4(2)(1); reg 59-4(4)(1)", authority=True, organisations=_SUPPORT, supported=True
    ),
    "lawyer_scrivener": Rule("reg 59-4(2)(1); reg 59-4(4)(1)", authority=True),
}
_ACTIVITY = {
    "applicant": Rule("reg 19(1)"),
    "legal_representative": Rule("reg 19(3)(6)"),
    "filing_agent": Rule("reg 19(3)(1)", authority=True),
    "accepting_org": Rule("reg 19(3)(1); reg 19(3)(3)", authority=True, organisations=_RECEIVING),
    "support_org": Rule("reg 19(3)(2)", authority=True, organisations=_SUPPORT, supported=True),
    "public_interest_corp": Rule("reg 19(3)(4)", authority=True, organisations=_PUBLIC),
    "lawyer_scrivener": Rule("reg 19(3)(5)", authority=True),
}


def _online(item: str, *, staff: str, relative: Rule | None, representative: str) -> dict[str, Rule]:
    """Who sends what online. Staff need no number of their own: the organisation is approved (61-3(6)) and
    has its code (61-3(7)(1))."""
    found = {
        "applicant": Rule(f"{item}; reg 61-3(5)"),
        "legal_representative": Rule(f"{item}; {representative}"),
        "accepting_org": Rule(f"{item}; {staff}; reg 61-3(6)", organisations=_RECEIVING),
        "public_interest_corp": Rule(f"{item}; reg 61-3(5)(1); reg 61-3(6)", organisations=_PUBLIC),
        "support_org": Rule(f"{item}; reg 61-3(5)(1); reg 61-3(6)", organisations=_SUPPORT),
        "lawyer_scrivener": Rule(f"{item}; reg 61-3(5)(1); reg 61-3(5)(2)", authority=True),
    }
    return found | ({"relative": relative} if relative is not None else {})


def _stay(item: str) -> dict[str, Rule]:
    return _online(
        item,
        staff="reg 61-3(5)(3)",
        relative=Rule(f"{item}; reg 61-3(5)(4)", authority=True, unable=True),
        representative="reg 61-3(4)",
    )


# procedure → channel → capacity → rule
RULES: Mapping[str, Mapping[str, Mapping[str, Rule]]] = {
    "coe": {
        COUNTER: _COE,
        ONLINE: _online(
            "reg 61-3(1)(6)",
            staff="reg 61-3(3)",
            relative=Rule("reg 61-3(1)(6); reg 61-3(3)", authority=True),
            representative="reg 61-3(3)",
        ),
    },
    "change": {COUNTER: _APPEAR, ONLINE: _stay("reg 61-3(1)(9)")},
    "extension": {COUNTER: _APPEAR, ONLINE: _stay("reg 61-3(1)(10)")},
    "acquisition": {COUNTER: _APPEAR, ONLINE: _stay("reg 61-3(1)(11)")},
    "permanent_residence": {COUNTER: _APPEAR},
    "activity_permission": {
        COUNTER: _ACTIVITY,
        # No relative: 61-3(5)(4) names the filings of items 9 to 12 alone.
        ONLINE: _online(
            "reg 61-3(1)(7)", staff="reg 61-3(5)(3)", relative=None, representative="reg 61-3(4)"
        ),
    },
}
# Online only at the same time as one of the others.
_TOGETHER = frozenset({"activity_permission"})


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation as far as filing asks: its kind, whether it may file online, its registration."""

    kind: str
    approved_online: bool = False
    registered_number: str = ""


@dataclass(frozen=True, slots=True)
class Filing:
    """Who files what, and how.

    `authority` is the number of the approval or notice, or the kinship; `status` the status of residence in
    question; `age` the applicant's; `unable` why the applicant cannot come; `together`: with a change,
    extension or acquisition.
    """

    procedure: str
    channel: str
    capacity: str = ""
    authority: str = ""
    status: str = ""
    age: int | None = None
    unable: str = ""
    body: Body | None = None
    together: bool = False


def capacities(procedure: str, channel: str) -> Mapping[str, Rule] | None:
    """The capacities in which a procedure may be filed by a channel; empty where the channel is closed to
    it, None where nothing is laid down."""
    rules = RULES.get(procedure)
    if rules is None:
        return None if channel == COUNTER else {}
    return rules.get(channel, {})


def refuse(filing: Filing) -> Refusal | None:
    """The refusal of a filing by somebody who may not file it, or not so."""
    rules = capacities(filing.procedure, filing.channel)
    if rules is None:
        return None
    if not rules:
        return _not_online()
    on_paper = _ON_PAPER.get(filing.procedure, _ON_PAPER_ELSE)
    if filing.channel == ONLINE and filing.status in on_paper:
        return _status_on_paper(next(iter(rules.values())))
    if filing.channel == ONLINE and filing.procedure in _TOGETHER and not filing.together:
        return _alone_online(next(iter(rules.values())))
    rule = rules.get(filing.capacity)
    if rule is None:
        return _wrong_capacity(filing, rules)
    return _refuse_condition(filing, rule) or _refuse_body(filing, rule)


def _refuse_condition(filing: Filing, rule: Rule) -> Refusal | None:
    label = CAPACITIES[filing.capacity]
    if rule.unable and not filing.unable and (filing.age is None or filing.age >= 16):
        return Refusal(
            "not-unable",
            Text(
                "申請人は16歳以上で、自ら出頭できない事情が示されていません。",
                "The applicant is 16 or older, and nothing is said of being unable to come.",
            ),
            Text(
                "親族・同居者が代わるのは、申請人が16歳未満か、疾病などで出頭できないときです。"
                "仕事や学校は理由になりません。",
                "A relative or housemate acts where the applicant is under 16, or cannot come for illness or "
                "the like; work or school is no such reason.",
            ),
            Text(
                "疾病などの事情を記録するか、本人か取次者に申請してもらってください。",
                "Record the illness or other cause, or let the applicant or an agent file.",
            ),
            rule.cites,
            {"unable": Text("出頭できない事情を入力してください。", "Say why the applicant cannot come.")},
        )
    if rule.supported and filing.status and filing.status != _SUPPORTED:
        return Refusal(
            "not-supported",
            Text("申請人は特定技能1号ではありません。", "The applicant is no Specified Skilled Worker (i)."),
            Text(
                "登録支援機関の職員が取り次ぐのは、特定技能1号の申請です。",
                "Staff of a registered support organisation carry filings of Specified Skilled Workers (i).",
            ),
            Text("本人か他の取次者に申請してもらってください。", "Let the applicant or another agent file."),
            rule.cites,
        )
    if rule.authority and not filing.authority.strip():
        kin = filing.capacity == "relative"
        number = (
            Text("申請人との続柄", "how they are related to the applicant")
            if kin
            else Text("承認番号または届出番号", "the number of the approval or of the notice")
        )
        return Refusal(
            "no-authority",
            Text(f"{label.ja}の{number.ja}がありません。", f"{label.en}: {number.en} is missing."),
            Text(
                "本人に代わって提出する人の権限を確かめて受け付けます。",
                "A filing by somebody else is accepted after their authority is checked.",
            ),
            Text(f"{number.ja}を入力してください。", f"Enter {number.en}."),
            rule.cites,
            {"authority": Text(f"{number.ja}を入力してください。", f"Enter {number.en}.")},
        )
    return None


def _refuse_body(filing: Filing, rule: Rule) -> Refusal | None:
    if not rule.organisations:
        return None
    label = CAPACITIES[filing.capacity]
    kinds = [ORGANISATIONS[kind] for kind in rule.organisations]
    body = filing.body
    if body is None or body.kind not in rule.organisations:
        return Refusal(
            "no-organisation",
            Text(
                f"{label.ja}として提出するのに、その機関が示されていません。",
                f"The filing is by {label.en}, and no such organisation is named.",
            ),
            Text(
                f"職員が提出できる機関: {'・'.join(k.ja for k in kinds)}。",
                f"Organisations whose staff may file: {', '.join(k.en for k in kinds)}.",
            ),
            Text("登録されている機関から選んでください。", "Choose one of the organisations on file."),
            rule.cites,
            {"organisation": Text("機関を選んでください。", "Choose the organisation.")},
        )
    if body.kind == "support_org" and not body.registered_number:
        return Refusal(
            "not-registered",
            Text("この機関の登録番号がありません。", "The organisation has no registration number."),
            Text("登録支援機関は登録を受けた機関です。", "A support organisation is a registered one."),
            Text("登録番号を確かめて入力してください。", "Look the number up and enter it."),
            (*rule.cites, *cites("icrra 19-23(1)")),
        )
    if filing.channel == ONLINE and not body.approved_online:
        return Refusal(
            "not-approved",
            Text(
                "この機関はオンライン申請の承認を受けていません。",
                "The organisation is not approved for filing online.",
            ),
            Text(
                "オンラインで提出できるのは、適正に行えると地方局長が認めた機関です。",
                "Filing online is for organisations that the regional director finds fit for it.",
            ),
            Text(
                "先に利用の承認を受けるか、窓口で申請してください。",
                "Get the approval first, or file at the counter.",
            ),
            rule.cites,
        )
    return None


def _not_online() -> Refusal:
    return Refusal(
        "no-online",
        Text("この手続はオンラインでは申請できません。", "This procedure cannot be filed online."),
        Text(
            "オンラインで行えるのは、規則に挙げられた申請だけです。",
            "Only what the Regulation lists can be filed online.",
        ),
        Text("窓口で申請してください。", "File at the counter."),
        cites("reg 61-3(1)"),
    )


def _status_on_paper(rule: Rule) -> Refusal:
    return Refusal(
        "no-online",
        Text(
            "この在留資格の申請はオンラインではできません。",
            "Filings for this status of residence cannot be made online.",
        ),
        Text("外交と短期滞在は窓口で申請します。", "Diplomats and temporary visitors file at the counter."),
        Text("窓口で申請してください。", "File at the counter."),
        rule.cites,
    )


def _alone_online(rule: Rule) -> Refusal:
    return Refusal(
        "no-online",
        Text("この申請だけをオンラインで行うことはできません。", "This cannot be filed online by itself."),
        Text(
            "変更・更新・取得の申請と同時にするときだけ、オンラインで行えます。",
            "It goes online only together with a change, an extension or an acquisition.",
        ),
        Text(
            "それらの申請と同時に提出するか、窓口で申請してください。",
            "File it together with one of these, or at the counter.",
        ),
        rule.cites,
    )


def _wrong_capacity(filing: Filing, rules: Mapping[str, Rule]) -> Refusal:
    known = CAPACITIES.get(filing.capacity)
    channel = CHANNELS.get(filing.channel, Text(filing.channel, filing.channel))
    fact = (
        Text(
            f"「{known.ja}」は、この申請を{channel.ja}ではできません。",
            f"“{known.en}” may not file this {channel.en}.",
        )
        if known is not None
        else Text("だれが提出するのかが示されていません。", "It is not said who files.")
    )
    names = [CAPACITIES[code] for code in rules]
    articles = tuple(dict.fromkeys(c for rule in rules.values() for c in rule.cites))
    return Refusal(
        "wrong-capacity",
        fact,
        Text(
            f"提出できる人: {'、'.join(n.ja for n in names)}。",
            f"It may be filed by: {'; '.join(n.en for n in names)}.",
        ),
        Text("提出者の資格を選び直してください。", "Choose the capacity again."),
        articles,
        {"filed_by": Text("提出者の資格を選んでください。", "Choose the capacity.")},
    )
