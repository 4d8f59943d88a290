"""A million people for the measurement of searches: invented, with names as unevenly spread as real ones are.

Six people in ten hold a residence file, which most officers see wherever it is kept; the others have files of
single offices alone. Made in this process and written by COPY, with the indexes made anew afterwards.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Any

from django.core.management import call_command
from django.db import connection

from casework.intake import make_findable
from casework.models import Case, Intake, Office, Organisation, User
from casework.organisations import found_by
from workflows import identity
from workflows.counting import TOKYO

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=TOKYO)
CHUNK = 20_000


class Pool:
    """Words of names, the first much commoner than the last (Zipf)."""

    def __init__(self, text: str, power: float = 0.9) -> None:
        self.items = [tuple(item.split("/")) for item in text.split()]
        self._sums = list(accumulate(1 / (place + 1) ** power for place in range(len(self.items))))

    def pick(self, dice: random.Random) -> tuple[str, ...]:
        """One of them."""
        return dice.choices(self.items, cum_weights=self._sums)[0]


# Latin/kana, for Chinese names Latin/kana/characters.
VIET = Pool(
    "NGUYEN/グエン TRAN/チャン LE/レ PHAM/ファム HOANG/ホアン PHAN/ファン VU/ヴー DANG/ダン BUI/ブイ DO/ドー HO/ホー NGO/ゴー DUONG/ズオン "
    "LY/リー DINH/ディン TRUONG/チュオン LUONG/ルオン MAI/マイ TRINH/チン CAO/カオ"
)
VIET_MIDDLE = Pool(
    "THI/ティ VAN/ヴァン DUC/ドゥック NGOC/ゴック MINH/ミン QUANG/クアン THANH/タイン HUU/フー XUAN/スアン HONG/ホン ANH/アイン THUY/トゥイ"
)
VIET_GIVEN = Pool(
    "ANH/アイン LINH/リン HUONG/フオン TRANG/チャン HOA/ホア NAM/ナム HUNG/フン DUNG/ズン TUAN/トゥアン AN/アン LAN/ラン MAI/マイ THAO/タオ "
    "HA/ハー HAI/ハイ LONG/ロン SON/ソン PHUONG/フオン NGA/ガー TAM/タム BINH/ビン CUONG/クオン DAT/ダット GIANG/ザン HIEU/ヒエウ KHOA/コア "
    "LOAN/ロアン MY/ミー NHUNG/ニュン OANH/オアイン PHUC/フック QUYEN/クエン TIEN/ティエン UYEN/ウエン VINH/ヴィン YEN/イエン",
    0.6,
)
CHINA = Pool(
    "WANG/オウ/王 LI/リ/李 ZHANG/チョウ/張 LIU/リュウ/劉 CHEN/チン/陳 YANG/ヨウ/楊 HUANG/コウ/黄 ZHAO/チョウ/趙 WU/ゴ/呉 ZHOU/シュウ/周 "
    "XU/ジョ/徐 SUN/ソン/孫 MA/バ/馬 ZHU/シュ/朱 HU/コ/胡 GUO/カク/郭 HE/カ/何 LIN/リン/林 GAO/コウ/高 LUO/ラ/羅 ZHENG/テイ/鄭 LIANG/リョウ/梁"
)
CHINA_GIVEN = Pool(
    "WEI/イ/偉 FANG/ホウ/芳 NA/ダ/娜 MIN/ビン/敏 JING/セイ/静 LI/レイ/麗 QIANG/キョウ/強 LEI/ライ/磊 JUN/グン/軍 YANG/ヨウ/洋 YONG/ユウ/勇 "
    "YAN/エン/艶 JIE/ケツ/傑 TAO/トウ/濤 MING/メイ/明 CHAO/チョウ/超 XIA/カ/霞 PING/ヘイ/平 GANG/ゴウ/剛 GUI/ケイ/桂 HUA/カ/華 HONG/コウ/紅 "
    "XIN/シン/欣 YU/ウ/雨 HAN/カン/涵 ZI/シ/子 MENG/ム/夢 LONG/リュウ/龍 HAO/コウ/浩 QI/キ/琪 RONG/エイ/栄 BO/ハク/博",
    0.5,
)
PHILIPPINES = Pool(
    "SANTOS/サントス REYES/レイエス CRUZ/クルス BAUTISTA/バウティスタ OCAMPO/オカンポ GARCIA/ガルシア MENDOZA/メンドーサ TORRES/トレス "
    "CASTRO/カストロ RAMOS/ラモス AQUINO/アキノ DELA-CRUZ/デラ・クルス VILLANUEVA/ビリャヌエバ FERNANDEZ/フェルナンデス SORIANO/ソリアノ"
)
PHILIPPINES_GIVEN = Pool(
    "MARIA/マリア JOSE/ホセ JUAN/フアン ANA/アナ MARK/マーク JOHN/ジョン GRACE/グレース ANGELICA/アンジェリカ CHRISTINE/クリスティーン "
    "MICHAEL/マイケル ROSE/ローズ JENNY/ジェニー PAUL/ポール CARLO/カルロ LIZA/リサ ROWENA/ロウェナ DENNIS/デニス JOY/ジョイ",
    0.6,
)
NEPAL = Pool(
    "THAPA/タパ GURUNG/グルン RAI/ライ TAMANG/タマン SHRESTHA/シュレスタ MAGAR/マガル KC/ケーシー LAMA/ラマ KARKI/カルキ ADHIKARI/アディカリ "
    "POUDEL/ポウデル BHANDARI/バンダリ"
)
NEPAL_GIVEN = Pool(
    "BISHNU/ビシュヌ RAM/ラム SITA/シタ GITA/ギタ HARI/ハリ KRISHNA/クリシュナ BAHADUR/バハドゥル KUMAR/クマル SUNITA/スニタ PRAKASH/プラカシュ "
    "SURESH/スレシュ ANITA/アニタ DIPAK/ディパク MAYA/マヤ BINOD/ビノド",
    0.6,
)
BRAZIL = Pool(
    "SILVA/シルバ SANTOS/サントス OLIVEIRA/オリヴェイラ SOUZA/ソウザ TANAKA/タナカ PEREIRA/ペレイラ LIMA/リマ SUZUKI/スズキ COSTA/コスタ "
    "FERREIRA/フェレイラ ALMEIDA/アルメイダ YAMAMOTO/ヤマモト RIBEIRO/リベイロ NAKAMURA/ナカムラ"
)
BRAZIL_GIVEN = Pool(
    "MARIA/マリア JOSE/ジョゼ ANA/アナ JOAO/ジョアン CARLOS/カルロス PAULO/パウロ LUCAS/ルーカス MARCOS/マルコス JULIANA/ジュリアナ "
    "FERNANDA/フェルナンダ RODRIGO/ロドリゴ PATRICIA/パトリシア MARCIA/マルシア RICARDO/リカルド",
    0.6,
)
# Rare words, so that there are also names that few bear: consonant, vowel, consonant, vowel.
_SOUNDS = [(a + b, x) for a, row in (("K", "カキクケコ"), ("S", "サシスセソ"), ("T", "タチツテト"), ("N", "ナニヌネノ"),
                                     ("M", "マミムメモ"), ("R", "ラリルレロ"), ("B", "バビブベボ"), ("D", "ダヂヅデド"))
           for b, x in zip("AIUEO", row, strict=True)]  # fmt: skip


def _rare(dice: random.Random) -> tuple[str, str]:
    three = dice.choices(_SOUNDS, k=3)
    return "".join(latin for latin, _ in three), "".join(kana for _, kana in three)


def _named(dice: random.Random) -> tuple[str, list[tuple[str, str]], str]:
    """A nationality, the words of a name as Latin and kana, and its characters."""
    turn = dice.random()
    if turn < 0.30:
        words = [VIET.pick(dice), VIET_MIDDLE.pick(dice), VIET_GIVEN.pick(dice)]
        if dice.random() < 0.3:
            words.insert(2, VIET_GIVEN.pick(dice))
        return "VNM", [(w[0], w[1]) for w in words], ""
    if turn < 0.57:
        chosen = [CHINA.pick(dice), CHINA_GIVEN.pick(dice)]
        second = CHINA_GIVEN.pick(dice) if dice.random() < 0.6 else ("", "", "")
        given = (chosen[1][0] + second[0], chosen[1][1] + second[1])
        return "CHN", [(chosen[0][0], chosen[0][1]), given], chosen[0][2] + chosen[1][2] + second[2]
    first, second_pool, country = (
        (PHILIPPINES, PHILIPPINES_GIVEN, "PHL")
        if turn < 0.72
        else (NEPAL, NEPAL_GIVEN, "NPL")
        if turn < 0.84
        else (BRAZIL, BRAZIL_GIVEN, "BRA")
    )
    if turn > 0.96:
        return "IDN", [_rare(dice) for _ in range(dice.choice((1, 2, 2, 3)))], ""
    words = [first.pick(dice), second_pool.pick(dice)]
    if dice.random() < 0.35:
        words.append(_rare(dice))
    return country, [(w[0].replace("-", " "), w[1]) for w in words], ""


# Shares of the cases; the sub-offices share the rest.
OFFICES = {
    "TYO": 30,
    "NGO": 14,
    "OSA": 13,
    "YOK": 9,
    "FUK": 6,
    "HIJ": 4,
    "SEN": 3,
    "SAP": 2,
    "TAK": 2,
    "UKB": 3,
}
FACILITIES = ("EJC", "OMC")
# Procedure, prefix, first state, a later state.
OTHERS = (("coe", "COE"), ("extension", "EXT"), ("change", "CHG"), ("deportation", "D"), ("landing", "LND"))
PERSON = (
    "id, name_alphabet, surname, given, given_first, name_kanji, name_kana, aliases, birth_date, "
    "place_of_birth, sex, nationality, created_at, name_fold, name_keys, name_words, marks"
)
CASE = (
    "number, procedure, law_on, person_id, office_id, stage, custody, states, facts, spells, done_by, previous, "
    "version, head, last_at, opened_at, closed_at, held"
)
DOCUMENT = "person_id, kind, number, number_key, country, mrz, recorded_at"
CONTACT = "person_id, email, phone, phone_key, language, letters, changed_at, changed_by_id"


class Crowd:
    """People, their documents and their cases, one after the other; the same each time."""

    def __init__(self, by: int) -> None:
        self.dice = random.Random(20261124)
        self.by = by
        small = list(Office.objects.filter(kind="sub_office").order_by("code").values_list("code", flat=True))
        self.offices = [*OFFICES, *small]
        shares = [*OFFICES.values(), *[14 / len(small)] * len(small)]
        self.sums = list(accumulate(shares))
        self.counters: dict[str, int] = {}
        from workflows.registry import procedures

        self.law = {p.code: p for p in procedures()}

    def number(self, prefix: str, office: str, opened: datetime) -> str:
        """The next number of the series."""
        series = f"{prefix}{opened:%y}-{office}"
        self.counters[series] = self.counters.get(series, 0) + 1
        return f"{series}-{self.counters[series]:06d}"

    def someone(self, pk: int) -> tuple[tuple[Any, ...], list[Any], list[Any], tuple[Any, ...] | None]:
        """A person with documents, cases and perhaps a telephone."""
        dice = self.dice
        country, words, kanji = _named(dice)
        latin, kana = " ".join(w[0] for w in words), "・".join(w[1] for w in words)
        office = dice.choices(self.offices, cum_weights=self.sums)[0]
        card = f"{_letters(dice)}{dice.randrange(10**8):08d}{_letters(dice)}"
        passport = f"{chr(65 + dice.randrange(26))}{dice.randrange(10**8):08d}"
        documents = [(pk, "passport", passport, passport, country, "", NOW)]
        cases, marks = [], {f"@{office}"}
        kinds: list[tuple[str, str]] = [("residence", "RES")] if dice.random() < 0.6 else []
        while not kinds or dice.random() < 0.22:
            kinds.append(OTHERS[min(int(dice.expovariate(0.9)), len(OTHERS) - 1)])
        for procedure, prefix in dict.fromkeys(kinds):
            opened = NOW - timedelta(minutes=dice.randrange(60 * 24 * 365 * 9))
            facts: dict[str, Any] = {"address": f"見本市中央{dice.randrange(99)}丁目{dice.randrange(20)}番"}
            if procedure == "residence":
                facts |= {"card_no": card, "status": "engineer_humanities_international", "period": "3y"}
                marks.add(f"#{card}")
            elif procedure == "deportation" and dice.random() < 0.01:
                facts["facility"] = dice.choice(FACILITIES)
                marks.add(f"@{facts['facility']}")
            marks.add(f"~{procedure}")
            open_ = procedure == "residence" or dice.random() < 0.2
            cases.append(self.file(procedure, prefix, pk, office, opened, facts, open_))
        birth = date(1945, 1, 1) + timedelta(days=int(dice.betavariate(5, 3) * 27_000))
        if dice.random() < 0.04:
            birth = birth.replace(month=1, day=1)
        phone = None
        if dice.random() < 0.5:
            digits = f"090{dice.randrange(10**8):08d}"
            phone = (pk, "", digits, "81" + digits[1:], "ja", True, NOW, self.by)
        names = (latin, kanji, kana)
        person = (
            *(pk, latin, "", "", False, kanji, kana, "", birth, "", dice.choice("MF"), country, NOW),
            identity.fold(latin)[:400],
            list(identity.keys(*names)),
            list(identity.parts(*names)),
            sorted(marks),
        )
        return person, documents, cases, phone

    def file(
        self, procedure: str, prefix: str, pk: int, office: str, opened: datetime, facts: Any, open_: bool
    ) -> tuple[Any, ...]:
        """One case; a state of its main machine, nobody held."""
        law = self.law[procedure]
        stage = self.dice.choice(list(law.machines[law.main].states))
        states = json.dumps(
            {code: m.initial for code, m in law.machines.items()} | {"stage": stage, "custody": ""}
        )
        closed = None if open_ else opened + timedelta(days=60)
        return (
            *(self.number(prefix, office, opened), procedure, opened.date(), pk, office, stage, "", states),
            *(
                json.dumps(facts, ensure_ascii=False),
                "[]",
                "{}",
                "{}",
                5,
                "0" * 64,
                opened,
                opened,
                closed,
                False,
            ),
        )


def _letters(dice: random.Random) -> str:
    return "".join(dice.choices("ABCDEFGHJKLMNPRSTUVWXYZ", k=2))


def fill(count: int) -> dict[str, int]:
    """People, cases, documents and telephones, organisations, filings that wait, and officers who look for
    them; how many there are."""
    if not Office.objects.exists():
        call_command("load_offices", verbosity=0)
    officers()
    crowd = Crowd(User.objects.get(username="hq").pk)
    with _without_indexes(), connection.cursor() as cursor:
        # Nobody else is on this database: no reference can be broken, and marks are made here.
        cursor.execute("SET session_replication_role = replica")
        for first in range(1, count + 1, CHUNK):
            _chunk(cursor, [crowd.someone(pk) for pk in range(first, min(first + CHUNK, count + 1))])
        cursor.executemany(
            "INSERT INTO casework_counter (series, last) VALUES (%s, %s)", list(crowd.counters.items())
        )
        cursor.execute("SELECT setval('casework_person_id_seq', %s)", [count])
        cursor.execute("SET session_replication_role = origin")
    _organisations(max(count // 20, 100))
    filings = _filings(count // 50)
    with connection.cursor() as cursor:
        filled = ("person", "case", "identitydocument", "personcontact", "organisation", "counter", "intake")
        for table in filled:
            cursor.execute(f"VACUUM ANALYZE casework_{table}")
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT (SELECT count(*) FROM casework_person), (SELECT count(*) FROM casework_case)")
        people, cases = cursor.fetchone()
    return {"people": people, "cases": cases, "filings": filings}


def _chunk(cursor: Any, made: Sequence[Any]) -> None:
    _copy(cursor, "person", PERSON, (person for person, _, _, _ in made))
    _copy(cursor, "identitydocument", DOCUMENT, (row for _, rows, _, _ in made for row in rows))
    _copy(cursor, "case", CASE, (row for _, _, rows, _ in made for row in rows))
    _copy(cursor, "personcontact", CONTACT, (phone for _, _, _, phone in made if phone))


def _copy(cursor: Any, table: str, columns: str, rows: Any) -> None:
    with cursor.copy(f"COPY casework_{table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


class _without_indexes:
    """Drops what indexes the tables to be filled, and makes it anew afterwards."""

    TABLES = ("casework_person", "casework_case", "casework_identitydocument", "casework_personcontact")

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT i.indexname, i.indexdef FROM pg_indexes i WHERE i.tablename = ANY(%s) AND NOT EXISTS ("
                "SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)",
                [list(self.TABLES)],
            )
            self.found = cursor.fetchall()
            for name, _ in self.found:
                cursor.execute(f'DROP INDEX "{name}"')

    def __exit__(self, *error: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET maintenance_work_mem = '512MB'")
            for _, definition in self.found:
                cursor.execute(definition)


def _organisations(count: int) -> None:
    dice = random.Random(7)
    kinds = (
        "株式会社{}",
        "有限会社{}",
        "{}株式会社",
        "学校法人{}学園",
        "{}日本語学校",
        "社会福祉法人{}会",
        "{}協同組合",
    )
    rows = []
    for place in range(count):
        word = "".join(kana for _, kana in dice.choices(_SOUNDS, k=4))
        name = dice.choice(kinds).format(word)
        row = Organisation(
            name=name, name_kana="", kind="company", registered_number=f"{place:08d}", created_at=NOW
        )
        row.name_fold, row.name_words = identity.fold(name)[:400], found_by(row)
        rows.append(row)
    Organisation.objects.bulk_create(rows, batch_size=2000)


def _filings(count: int) -> int:
    """Filings that wait for an amendment at the offices, for people like those on file; how many."""
    dice = random.Random(8)
    by = User.objects.get(username="hq")
    bodies = list(Organisation.objects.order_by("pk")[:500])
    rows = []
    for place, case in enumerate(Case.objects.select_related("person").order_by("pk")[:count].iterator(2000)):
        who = case.person
        details = {
            "name_alphabet": who.name_alphabet,
            "name_kanji": who.name_kanji,
            "name_kana": who.name_kana,
        }
        details |= {"birth_date": str(who.birth_date), "nationality": who.nationality}
        row = Intake(
            key=f"crowd-{place}",
            channel="online",
            office_id=case.office_id,
            organisation=dice.choice(bodies),
            procedure="coe",
            step="coe_file_online",
            person_data=details | {"passport_no": f"{_letters(dice)}{dice.randrange(10**7):07d}"},
            received_at=NOW - timedelta(minutes=place),
            received_by=by,
            recorded_at=NOW,
        )
        make_findable(row)
        rows.append(row)
    Intake.objects.bulk_create(rows, batch_size=2000)
    return len(rows)


# --- who looks ------------------------------------------------------------------------------------

OFFICERS = {
    "bureau": ("TYO", ["inspector"]),
    "branch": ("SUB-AKITA", ["inspector"]),
    "hq": ("ISA-HQ", []),
    "detention": ("EJC", ["facility_head"]),
}


def officers() -> None:
    """A large bureau, a small office, headquarters, and a detention facility, which sees few files."""
    for name, (office, roles) in OFFICERS.items():
        User.objects.get_or_create(username=name, defaults={"office_id": office, "roles": roles})


# --- what is typed --------------------------------------------------------------------------------


def typed(seed: int, count: int) -> Iterator[tuple[str, str]]:
    """Kinds and texts, as officers type them: of people drawn at random, common names as often as they are."""
    dice = random.Random(seed)
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM casework_person")
        top = cursor.fetchone()[0]
        ids = [dice.randrange(1, top + 1) for _ in range(count)]
        cursor.execute(
            "SELECT DISTINCT ON (p.id) p.name_alphabet, p.name_kanji, p.name_kana, p.birth_date, d.number, c.number,"
            " coalesce(t.phone, '') FROM casework_person p JOIN casework_identitydocument d ON d.person_id = p.id"
            " JOIN casework_case c ON c.person_id = p.id LEFT JOIN casework_personcontact t ON t.person_id = p.id"
            " WHERE p.id = ANY(%s) ORDER BY p.id",
            [ids],
        )
        people = cursor.fetchall()
    dice.shuffle(people)
    for place, (latin, kanji, kana, born, passport, number, phone) in enumerate(people):
        words = latin.split()
        kind = KINDS[place % len(KINDS)]
        text = {
            "name, 2 letters": latin[:2],
            "name, 3 letters": latin[:3],
            "name, 5 letters": latin[:5],
            "name, first word": words[0],
            "name, second word begun": f"{words[0]} {words[-1][:2]}",
            "name, whole": latin,
            "name, words turned round": " ".join(reversed(words)),
            "name, later word alone": words[-1],
            "name and date of birth": f"{latin} {born}",
            "name, one error": _slip(dice, latin),
            "kanji or kana begun": kanji[:2] or kana[:3],
            "kanji or kana, whole": kanji or kana.replace("・", ""),
            "passport": passport,
            "passport, 4 signs": passport[:4],
            "case number": number,
            "case number, last figures": number.rsplit("-", 1)[1],
            "case number begun": number[:-3],
            # Every other one as it begins, which leads to the telephones of many.
            "telephone": (phone or passport)[: 4 if place // len(KINDS) % 2 else None],
            "date of birth": born.isoformat(),
            "nobody": f"QX{latin[::-1]}",
        }[kind]
        yield kind, text


KINDS = (
    *("name, 2 letters", "name, 3 letters", "name, 5 letters", "name, first word", "name, second word begun"),
    *("name, whole", "name, words turned round", "name, later word alone", "name and date of birth"),
    *("name, one error", "kanji or kana begun", "kanji or kana, whole", "passport", "passport, 4 signs"),
    *(
        "case number",
        "case number, last figures",
        "case number begun",
        "telephone",
        "date of birth",
        "nobody",
    ),
)


def _slip(dice: random.Random, name: str) -> str:
    words = name.split()
    place = max(range(len(words)), key=lambda n: len(words[n]))
    word = words[place]
    at = dice.randrange(1, len(word)) if len(word) > 1 else 0
    words[place] = word[:at] + dice.choice("AEIOUNRST") + word[at + 1 :]
    return " ".join(words)
