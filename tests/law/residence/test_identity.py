"""Names, machine-readable zones and numbers: what is taken, what is refused and with which words."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows import identity
from workflows.facts import Problem
from workflows.identity import BadZone, check_digit, fold, keys, read_zone
from workflows.law import exists

TODAY = date(2026, 11, 24)


def refused(check, raw: str) -> Problem:
    with pytest.raises(Problem) as caught:
        check(raw)
    assert re.search("[ぁ-んァ-ヶ一-龠]", caught.value.text.ja)
    return caught.value


def test_the_articles_cited_exist() -> None:
    assert all(exists(c) for c in identity.BASIS)


# --- the name in the alphabet -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "NGUYEN VAN AN",
        "WIDURIYATI",
        "O'BRIEN SEÁN",
        "MÜLLER-LÜDENSCHEIDT",
        "RAJ A/L KUMAR",
        "SMITH, JOHN JR.",
        "Đặng Thị Bình",
        "AS\u0301EROVA",
    ],
)
def test_a_name_of_a_passport_is_taken_as_it_is(name: str) -> None:
    identity.check_alphabet(name)


@pytest.mark.parametrize(
    ("name", "ja", "en"),
    [
        ("張偉", "「張」(U+5F35)は漢字です", "Chinese character"),
        ("グエン", "仮名です", "kana"),
        ("ＮＧＵＹＥＮ", "半角の「N」", "full width: use N"),
        ("NGUYEN　AN", "U+3000は全角です。半角の空白", "an ordinary space"),
        ("AN 2ND", "数字「2」(U+0032)", "figure"),
        ("ИВАНОВ", "機械読取部分", "machine-readable zone"),
        ("A\u00a0B", "U+00A0", "U+00A0"),
        ("- '", "ローマ字で入力されていません", "no letters"),
    ],
)
def test_what_is_no_passport_name_is_named_sign_by_sign(name: str, ja: str, en: str) -> None:
    problem = refused(identity.check_alphabet, name)
    assert ja in problem.text.ja and en in problem.text.en


# --- the name in Chinese characters -----------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["張偉", "阮文安", "﨑田", "沈芸", "叶", "南宮民洙", "丂丄", "邉\U000e0101田", "金・李"]
)
def test_proper_characters_are_taken(name: str) -> None:
    identity.check_kanji(name)


def test_a_simplified_character_is_refused_with_the_proper_one() -> None:
    problem = refused(identity.check_kanji, "张陈")
    assert "「张」(U+5F20)は正字の表(JIS X 0213・0212)にありません。「張」を使うか" in problem.text.ja
    assert "「陈」(U+9648)は正字の表(JIS X 0213・0212)にありません。「陳」を使うか" in problem.text.ja
    assert [o.instead for o in identity.odd_kanji("张陈张")] == ["張", "陳"]


def test_a_character_without_a_known_counterpart_can_be_confirmed_by_an_officer() -> None:
    assert "告示の別表" in refused(identity.check_kanji, "𠮷田").text.ja
    identity.check_kanji("𠮷田", confirmed=True)


def test_a_name_in_chinese_characters_holds_nothing_else() -> None:
    assert "漢字ではありません" in refused(identity.check_kanji, "WANG 麗").text.ja
    assert "漢字ではありません" in refused(identity.check_kanji, "김").text.ja


def test_every_proposal_is_a_proper_character_and_no_comparison_goes_in_circles() -> None:
    for odd, instead in identity._PROPER_FOR.items():
        assert identity.odd_kanji(odd) and not identity.odd_kanji(instead), odd
    for sign in identity._SAME:
        assert fold(fold(sign)) == fold(sign)


# --- folding ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("NGUYEN VAN AN", "an nguyen van"),
        ("NGUYỄN VĂN AN", "NGUYEN VAN AN"),
        ("MÜLLER JÖRG", "MUELLER JOERG"),
        ("MÜLLER JÖRG", "MULLER JORG"),
        ("O'BRIEN", "OBRIEN"),
        ("AL-SAYED OMAR", "AL SAYED OMAR"),
        ("ŁUKASZ", "LUKASZ"),
        ("グエン・ヴァン・アン", "ｸﾞｴﾝ ﾊﾞﾝ ｱﾝ"),
        ("ぐえん ばん あん", "グエン バン アン"),
        ("サンダー", "サンダ"),
        ("コウノ", "コーノ"),
        ("モハッマド", "モハマド"),
        ("髙橋", "高橋"),
        ("张伟", "張偉"),
        ("刘洋", "劉洋"),
        ("邊", "辺"),
    ],
)
def test_two_ways_of_writing_one_name_share_a_key(one: str, two: str) -> None:
    assert set(keys(one)) & set(keys(two))


@pytest.mark.parametrize(
    ("one", "two"), [("AN", "ANH"), ("グエン", "クエン"), ("王麗", "王莉"), ("LI WEI", "LI MEI")]
)
def test_two_names_stay_two(one: str, two: str) -> None:
    assert not set(keys(one)) & set(keys(two))


def test_words_are_found_each_by_itself() -> None:
    assert identity.words("NGUYEN VAN AN", "阮文安") == ("AN", "NGUYEN", "VAN", "阮文安")
    assert keys("", " ", "・") == ()


@settings(max_examples=60)
@given(st.text(max_size=30))
def test_folding_takes_anything_and_folds_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert all(key == key.strip() and key for key in keys(text))


@settings(max_examples=40)
@given(st.lists(st.sampled_from(["NGUYEN", "VAN", "AN", "THI", "BÌNH"]), min_size=1, max_size=5).flatmap(
    lambda words: st.tuples(st.just(words), st.permutations(words))))  # fmt: skip
def test_the_order_of_words_does_not_count(pair: tuple[list[str], list[str]]) -> None:
    one, two = pair
    assert keys(" ".join(one)) == keys(" ".join(two))


# --- numbers ----------------------------------------------------------------------------------------


def test_a_card_number_has_four_letters_and_eight_figures() -> None:
    assert identity.card_number("AB12345678CD") == "AB12345678CD"
    assert identity.card_number(" ａｂ１２３４５６７８ｃｄ ") == "AB12345678CD"
    assert "「AB1234567CD」は11桁です" in refused(identity.card_number, "AB1234567CD").text.ja
    assert "英字2・数字8・英字2の順" in refused(identity.card_number, "ABCD12345678").text.ja
    assert "取り違え" in refused(identity.card_number, "AB1234567OCD").text.ja


def test_a_passport_number_is_of_capitals_and_figures() -> None:
    assert identity.passport_number("c1234567 ") == "C1234567"
    assert identity.passport_number("12 3456 789") == "123456789"
    for raw in ("ABCDEFG", "C12", "C12345#7", "旅券番号1234", "1" * 21):
        assert "旅券番号は英大文字と数字です" in refused(identity.passport_number, raw).text.ja


@pytest.mark.parametrize("number", ["7000012050002", "8000012010038", "7-0000-1205-0002"])
def test_a_corporate_number_with_its_check_figure(number: str) -> None:
    assert len(identity.corporate_number(number)) == 13


def test_a_corporate_number_with_one_figure_wrong() -> None:
    right = "7000012050002"
    for place in range(13):
        for figure in "0123456789":
            wrong = right[:place] + figure + right[place + 1 :]
            # The first figure is never 0, and 0 and 9 weigh the same among the others.
            if wrong != right and {figure, right[place]} != {"0", "9"}:
                assert "検査数字" in refused(identity.corporate_number, wrong).text.ja
    assert "13桁の数字" in refused(identity.corporate_number, "123").text.ja


# --- the machine-readable zone ----------------------------------------------------------------------


def zone(
    name: str = "NGUYEN<<VAN<AN",
    number: str = "C1234567",
    nationality: str = "VNM",
    birth: str = "970402",
    sex: str = "M",
    expires: str = "310401",
    personal: str = "",
    issuer: str = "",
) -> str:
    """The two lines with all check figures right."""
    upper = f"P<{(issuer or nationality):<<3}{name:<<39}"[:44]
    number, personal = f"{number:<<9}", f"{personal:<<14}"
    parts = [(p, check_digit(p)) for p in (number, birth, expires, personal)]
    (n, nc), (b, bc), (e, ec), (p, pc) = parts
    lower = f"{n}{nc}{nationality:<<3}{b}{bc}{sex}{e}{ec}{p}{pc}"
    return f"{upper}\n{lower}{check_digit(n + nc + b + bc + e + ec + p + pc)}"


def faults(text: str) -> dict[str, str]:
    with pytest.raises(BadZone) as caught:
        read_zone(text, TODAY)
    return {name: text.ja for name, text in caught.value.fields.items()}


def test_the_check_figures_of_the_specimen_in_doc_9303() -> None:
    assert [check_digit(t) for t in ("L898902C3", "740812", "120415", "ZE184226B<<<<<")] == list("6291")


def test_a_zone_says_who_somebody_is() -> None:
    read = read_zone(zone(), TODAY)
    assert (read.surname, read.given, read.name) == ("NGUYEN", "VAN AN", "NGUYEN VAN AN")
    assert (read.number, read.nationality, read.issuer) == ("C1234567", "VNM", "VNM")
    assert (read.birth_date, read.sex, read.expires_on) == (date(1997, 4, 2), "M", date(2031, 4, 1))
    assert not read.truncated


def test_one_line_of_88_and_small_letters_read_as_well() -> None:
    assert read_zone(zone().replace("\n", "").lower(), TODAY).number == "C1234567"


def test_a_single_name_is_a_name() -> None:
    read = read_zone(zone(name="WIDURIYATI", nationality="IDN"), TODAY)
    assert (read.surname, read.given) == ("WIDURIYATI", "")


def test_germany_writes_one_letter() -> None:
    assert read_zone(zone(nationality="D"), TODAY).nationality == "DEU"


def test_a_birth_date_the_state_does_not_know_whole() -> None:
    assert read_zone(zone(birth="97<<<<"), TODAY).birth_date is None


def test_the_century_of_a_birth_is_the_last_one_that_lies_behind() -> None:
    assert read_zone(zone(birth="261124"), TODAY).birth_date == date(2026, 11, 24)
    assert read_zone(zone(birth="261125"), TODAY).birth_date == date(1926, 11, 25)


def test_an_empty_personal_field_may_have_a_filler_for_its_check_figure() -> None:
    upper, lower = zone().split("\n")
    assert lower[42] == "0"
    other = lower[:42] + "<" + check_digit(lower[:10] + lower[13:20] + lower[21:42] + "<")
    assert read_zone(f"{upper}\n{other}", TODAY).personal == ""


@pytest.mark.parametrize(
    ("field", "place"), [("number", 3), ("birth_date", 15), ("expires_on", 23), ("personal", 30)]
)
def test_a_wrong_sign_is_found_in_its_own_field(field: str, place: int) -> None:
    upper, lower = zone(personal="12345").split("\n")
    wrong = lower[:place] + ("8" if lower[place] != "8" else "3") + lower[place + 1 :]
    found = faults(f"{upper}\n{wrong}")
    assert set(found) == {field}
    assert "検査数字が合いません" in found[field] and "取り違え" in found[field]


def test_every_check_figure_is_looked_at() -> None:
    upper, lower = zone(personal="12345").split("\n")
    for place, field in (
        (9, "number"),
        (19, "birth_date"),
        (27, "expires_on"),
        (42, "personal"),
        (43, "all"),
    ):
        wrong = lower[:place] + str((int(lower[place]) + 1) % 10) + lower[place + 1 :]
        assert set(faults(f"{upper}\n{wrong}")) == {field}


@pytest.mark.parametrize(
    ("text", "field", "words"),
    [
        ("", "zone", "0行あります"),
        ("P<VNM\n", "zone", "1行あります"),
        (zone()[:-1], "zone", "2行目は44字のはずですが43字です"),
        (zone().replace("P<", "P!", 1), "zone", "1行目の「!」(U+0021)は使えません"),
        ("I" + zone()[1:], "type", "「P」で始まります"),
        (zone(nationality="QQQ", issuer="VNM"), "nationality", "コード「QQQ」"),
        (zone(issuer="QQQ"), "issuer", "「発行国」のコード「QQQ」"),
        (zone(sex="Q"), "sex", "「Q」"),
        (zone(birth="971332"), "birth_date", "「971332」は年月日になりません"),
        (zone(expires="310230"), "expires_on", "「310230」は年月日になりません"),
        (zone(name="NGUY3N<<AN"), "name", "数字は入りません"),
        (zone(name="<<AN"), "name", "氏名の欄が読み取れません"),
    ],
)
def test_what_does_not_read_is_said_field_by_field(text: str, field: str, words: str) -> None:
    assert words in faults(text)[field]


def test_what_was_typed_is_held_against_the_zone() -> None:
    read = read_zone(zone(name="MUELLER<<JOERG", nationality="DEU"), TODAY)
    same: dict[str, Any] = {
        "number": "C1234567",
        "nationality": "DEU",
        "birth_date": date(1997, 4, 2),
        "sex": "M",
    }
    assert identity.differences(read, name="Müller Jörg", **same) == {}
    assert identity.differences(read, name="", number="", nationality="", birth_date=None, sex="") == {}
    wrong = identity.differences(
        read, name="MAIER JOERG", number="C1234568", nationality="AUT", birth_date=date(1997, 2, 4), sex="F"
    )
    assert set(wrong) == {"name", "number", "nationality", "birth_date", "sex"}
    assert "「1997-02-04」ですが、機械読取部分では「1997-04-02」です" in wrong["birth_date"].ja


def test_a_name_cut_off_by_the_line_is_known_by_its_beginning() -> None:
    whole = "RATHNAYAKE MUDIYANSELAGE SANJEEWA PRASAD KUMARASIRI"
    read = read_zone(zone(name=whole.replace(" ", "<<", 1).replace(" ", "<"), nationality="LKA"), TODAY)
    assert read.truncated
    same: dict[str, Any] = {"number": "", "nationality": "", "birth_date": None, "sex": ""}
    assert identity.differences(read, name=whole, **same) == {}
    assert "name" in identity.differences(read, name="SOMEBODY ELSE", **same)


@settings(max_examples=40)
@given(st.text(alphabet="P<ABC019\n", max_size=100))
def test_no_text_breaks_the_reading(text: str) -> None:
    try:
        read_zone(text, TODAY)
    except BadZone as bad:
        assert bad.fields
