"""Readings above kanji, for those who have learnt little Japanese.

Texts in plain Japanese carry them as 漢字(かんじ), which a mail can show too; on a page they become ruby.
"""

from __future__ import annotations

import re
from html import escape

from django.utils.safestring import SafeString, mark_safe

# A day of the month is read as a whole (1日 is ついたち); of other numbers the counter alone has a reading.
_READ_WHOLE = "いちにち|ついたち|ふつか|みっか|よっか|いつか|むいか|なのか|ようか|ここのか|とおか|じゅうよっか|はつか|にじゅうよっか"
KANJI = "々〆\u3400-\u4dbf\u4e00-\u9fff"
_READ = re.compile(rf"([0-9]+日(?=\((?:{_READ_WHOLE})\))|[{KANJI}]+)\(([\u3041-\u3096\u30a1-\u30faー・]+)\)")
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
    "浜": "はま",
    "町": "ちょう",
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
    """The text as HTML: 日(ひ) becomes <ruby>日…ひ…</ruby>; everything else is escaped."""
    out, end = [], 0
    for found in _READ.finditer(text):
        base, reading = found.groups()
        out.append(escape(text[end : found.start()]))
        out.append(f"<ruby>{escape(base)}<rp>(</rp><rt>{escape(reading)}</rt><rp>)</rp></ruby>")
        end = found.end()
    return mark_safe("".join([*out, escape(text[end:])]))


def office(name: str) -> str:
    """The name of an office with readings; as it is where nobody has a reading for a part of it, as the part
    before it would be read for both."""
    parts = sorted(_PLACES, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, parts)))
    if re.search(rf"[{KANJI}]", pattern.sub("", name)):
        return name
    return pattern.sub(lambda found: f"{found[0]}({_PLACES[found[0]]})", name)
