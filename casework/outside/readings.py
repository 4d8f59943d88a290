"""Readings above kanji, for those who have learnt little Japanese.

Texts in plain Japanese carry them as 漢字(かんじ), which a mail can show too; on a page they become ruby. A base that
is more than a run of kanji is written {24日|にじゅうよっか}.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from html import escape

from django.utils.safestring import SafeString, mark_safe

from workflows.counting import TOKYO

KANJI = "々〆\u3400-\u4dbf\u4e00-\u9fff"
_READ = re.compile(rf"\{{([^{{|}}]+)\|([ぁ-ゖー]+)\}}|([{KANJI}]+)\(([ぁ-ゖー・]+)\)")
REIWA = date(2019, 5, 1)
_DAYS = [
    "ついたち",
    "ふつか",
    "みっか",
    "よっか",
    "いつか",
    "むいか",
    "なのか",
    "ようか",
    "ここのか",
    "とおか",
    "じゅういちにち",
    "じゅうににち",
    "じゅうさんにち",
    "じゅうよっか",
    "じゅうごにち",
    "じゅうろくにち",
    "じゅうしちにち",
    "じゅうはちにち",
    "じゅうくにち",
    "はつか",
    "にじゅういちにち",
    "にじゅうににち",
    "にじゅうさんにち",
    "にじゅうよっか",
    "にじゅうごにち",
    "にじゅうろくにち",
    "にじゅうしちにち",
    "にじゅうはちにち",
    "にじゅうくにち",
    "さんじゅうにち",
    "さんじゅういちにち",
]
_MONTHS = ["いち", "に", "さん", "し", "ご", "ろく", "しち", "はち", "く", "じゅう", "じゅういち", "じゅうに"]
_WEEK_JA = "月火水木金土日"
_WEEK_READ = ["げつ", "か", "すい", "もく", "きん", "ど", "にち"]
_WEEK_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# The parts that names of offices are made of, the longest first.
_PLACES = {
    "出入国在留管理庁": "しゅつにゅうこくざいりゅうかんりちょう",
    "出入国在留管理局": "しゅつにゅうこくざいりゅうかんりきょく",
    "外国人在留支援": "がいこくじんざいりゅうしえん",
    "外国人在留総合": "がいこくじんざいりゅうそうごう",
    "東日本入国管理": "ひがしにほんにゅうこくかんり",
    "大村入国管理": "おおむらにゅうこくかんり",
    "千歳苫小牧": "ちとせとまこまい",
    "分庁舎": "ぶんちょうしゃ",
    "空港支局": "くうこうしきょく",
    "空港": "くうこう",
    "支局": "しきょく",
    "出張所": "しゅっちょうじょ",
    "浜ノ町": "はまのちょう",
    "名古屋": "なごや",
    "北九州": "きたきゅうしゅう",
    "宇都宮": "うつのみや",
    "和歌山": "わかやま",
    "鹿児島": "かごしま",
    "札幌": "さっぽろ",
    "仙台": "せんだい",
    "東京": "とうきょう",
    "四谷": "よつや",
    "成田": "なりた",
    "羽田": "はねだ",
    "横浜": "よこはま",
    "中部": "ちゅうぶ",
    "大阪": "おおさか",
    "関西": "かんさい",
    "神戸": "こうべ",
    "広島": "ひろしま",
    "高松": "たかまつ",
    "福岡": "ふくおか",
    "那覇": "なは",
    "函館": "はこだて",
    "旭川": "あさひかわ",
    "青森": "あおもり",
    "水戸": "みと",
    "高崎": "たかさき",
    "千葉": "ちば",
    "松戸": "まつど",
    "新宿": "しんじゅく",
    "立川": "たちかわ",
    "新潟": "にいがた",
    "川崎": "かわさき",
    "富山": "とやま",
    "金沢": "かなざわ",
    "静岡": "しずおか",
    "京都": "きょうと",
    "境港": "さかいみなと",
    "岡山": "おかやま",
    "下関": "しものせき",
    "松山": "まつやま",
    "博多港": "はかたこう",
    "佐賀": "さが",
    "長崎": "ながさき",
    "対馬": "つしま",
    "熊本": "くまもと",
    "大分": "おおいた",
    "宮崎": "みやざき",
    "釧路港": "くしろこう",
    "稚内港": "わっかないこう",
    "盛岡": "もりおか",
    "秋田": "あきた",
    "酒田港": "さかたこう",
    "郡山": "こおりやま",
    "松江": "まつえ",
    "福山": "ふくやま",
    "周南": "しゅうなん",
}


def ruby(text: str) -> SafeString:
    """The text as HTML: every reading stands above its kanji."""
    out, end = [], 0
    for found in _READ.finditer(text):
        base, reading = found[1] or found[3], found[2] or found[4]
        out.append(escape(text[end : found.start()]))
        out.append(f"<ruby>{escape(base)}<rp>(</rp><rt>{escape(reading)}</rt><rp>)</rp></ruby>")
        end = found.end()
    return mark_safe("".join([*out, escape(text[end:])]))


def unread(text: str) -> str:
    """The kanji of a text that have no reading: empty in a text that everybody can read."""
    return "".join(re.findall(rf"[{KANJI}]", _READ.sub("", text)))


def office(name: str) -> str:
    """The name of an office with readings; a part nobody has a reading for stays as it is."""
    parts = sorted(_PLACES, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, parts)))
    return pattern.sub(lambda found: f"{{{found[0]}|{_PLACES[found[0]]}}}", name)


def both_calendars(moment: datetime | date, language: str) -> str:
    """A day in the Japanese and the western calendar; an instant that ends a period reads as the last day, any other
    one with its minute (in Tokyo). `language`: "ja", "en" or "plain" (with readings)."""
    day, clock = _day(moment)
    if day < REIWA:
        era_ja, era_en, era_plain = "", "", ""
    else:
        year = day.year - 2018
        written = "元" if year == 1 else str(year)
        era_ja, era_en = f"令和{written}年", f" (Reiwa {year})"
        era_plain = "令和(れいわ)" + ("元年(がんねん)" if year == 1 else f"{year}年(ねん)")
    if language == "en":
        return f"{_WEEK_EN[day.weekday()]} {day.day} {_MONTHS_EN[day.month - 1]} {day.year}{era_en}" + (
            f", {clock}" if clock else ""
        )
    if language == "plain":
        week = f"{_WEEK_JA[day.weekday()]}曜日({_WEEK_READ[day.weekday()]}ようび)"
        months = f"{{{day.month}月|{_MONTHS[day.month - 1]}がつ}}"
        days = f"{{{day.day}日|{_DAYS[day.day - 1]}}}"
        western = f"{day.year}年(ねん)"
        years = f"{western}({era_plain})" if era_plain else western
        return f"{years} {months} {days} {week}" + (f" {clock}" if clock else "")
    years = f"{era_ja}({day.year}年)" if era_ja else f"{day.year}年"
    return f"{years}{day.month}月{day.day}日({_WEEK_JA[day.weekday()]})" + (f" {clock}" if clock else "")


def _day(moment: datetime | date) -> tuple[date, str]:
    if not isinstance(moment, datetime):
        return moment, ""
    local = moment.astimezone(TOKYO)
    if (local.hour, local.minute) == (0, 0):
        return local.date() - timedelta(days=1), ""
    return local.date(), f"{local:%H:%M}"
