"""The living page of the components: each shown as it is, in every tone, with its use and its markup.

What is shown is the markup printed beside it, rendered; so the page cannot say what the components do not do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import Context, Template, engines
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe
from django_cotton.compiler_regex import CottonCompiler

from casework.views.access import present, signed_in
from casework.work.queues import Cursor, Page
from workflows.registry import procedures
from workflows.texts import Text


@dataclass(frozen=True, slots=True)
class Component:
    """A file of templates/cotton: its name there, its use in one sentence, and markup that shows it."""

    name: str
    use: Text
    markup: str


@dataclass(frozen=True, slots=True)
class Family:
    """Components of one kind."""

    label: Text
    components: tuple[Component, ...]


FAMILIES: tuple[Family, ...] = (
    Family(
        Text("画面の骨組み", "Frame of a page"),
        (
            Component(
                "crumbs",
                Text("上の画面から今の画面までの道です。", "The way down from the page above to this one."),
                '<c-crumbs><li><a href="/cases/">事件</a></li><li aria-current="page">記録の更正</li></c-crumbs>',
            ),
            Component(
                "page_head",
                Text(
                    "どの画面も、題、一文の説明、右の道具で始まります。h1はここだけです。",
                    "Every page begins with a title, one sentence and the tools at the right; the only h1.",
                ),
                '<c-page-head title="画面の題" lead="この画面で何が分かるかを一文で。">\n'
                '  <c-button href="/design/" tone="plain">道具</c-button>\n</c-page-head>',
            ),
            Component(
                "card",
                Text(
                    "画面の一区切りです。urgentは法令の期限が迫るときだけ使います。",
                    "One part of a page. The tone urgent is for statutory urgency only.",
                ),
                '<c-card heading="見出し" id="design-card-plain">ふつうの区切り。</c-card>\n'
                '<c-card heading="見出し" id="design-card-urgent" tone="urgent">法令の期限が迫っている。</c-card>\n'
                '<c-card heading="見出し" id="design-card-good" tone="good">\n'
                '  <c-slot name="tools"><c-button href="/design/" tone="plain" size="small">道具</c-button></c-slot>\n'
                "  確かめて、異常がない。\n</c-card>",
            ),
        ),
    ),
    Family(
        Text("動作", "Acts"),
        (
            Component(
                "button",
                Text(
                    "青は一画面に一つの主な動作、plainはほかの動作、dangerは取り返しにくい動作です。",
                    "Blue is the one main act of a page, plain any other, danger what is hard to undo.",
                ),
                '<c-button type="button">受け付ける</c-button>\n'
                '<c-button type="button" tone="plain">やめる</c-button>\n'
                '<c-button type="button" tone="danger">返戻する</c-button>\n'
                '<c-button type="button" tone="plain" size="small">担当する</c-button>\n'
                '<c-button href="/design/" tone="plain">移る先のあるもの</c-button>',
            ),
            Component(
                "interruption",
                Text(
                    "重い手続の前で読み手を止め、何が起こるかを述べて確認を求めます。",
                    "Stops the reader before a serious act, says what it does, asks for a tick.",
                ),
                '<c-interruption heading="この手続の効果" id="design-stop">\n'
                "  <p>収容が始まり、48時間の期限が進みます。</p>\n"
                '  <label><input type="checkbox" name="sure"> 内容を確かめました</label>\n</c-interruption>\n'
                '<c-interruption heading="確認の印がありません" id="design-stop-wrong" wrong="1">\n'
                '  <label><input type="checkbox" name="sure2"> 内容を確かめました</label>\n</c-interruption>',
            ),
            Component(
                "disclosure",
                Text(
                    "要る人だけが開く詳しい内容です。aboutは画面読み上げで何のことかを言います。",
                    "More for those who want it; about tells screen readers what it is about.",
                ),
                '<c-disclosure summary="計算の過程" about="引渡し 48時間">'
                "<p>初日を算入し、48時間を数えます。</p></c-disclosure>",
            ),
        ),
    ),
    Family(
        Text("入力", "Input"),
        (
            Component(
                "field",
                Text(
                    "入力欄に、見出し、助け、誤りを結び付けます。",
                    "Ties a control to its label, its help and its fault.",
                ),
                '<c-field id="design-a" label="旅券番号" help="旅券の写真のある面の右上。" need="1">\n'
                '  <input id="design-a" aria-describedby="design-a_help" aria-required="true">\n</c-field>\n'
                '<c-field id="design-b" label="事由の日" error="未来の日は入れられません。">\n'
                '  <input id="design-b" type="date" aria-invalid="true" aria-describedby="design-b_error">\n</c-field>\n'
                '<c-field id="design-c" label="手紙でも知らせる" check="1">'
                '<input id="design-c" type="checkbox"></c-field>',
            ),
            Component(
                "tabs",
                Text(
                    "一つの一覧の見方を選びます。",
                    "Chooses among the views of one list.",
                ),
                '<c-tabs label="誰の仕事を見るか">\n'
                '  <c-tab href="/design/" on="1" :count="twelve">自分の担当</c-tab>\n'
                '  <c-tab href="/design/">未割当</c-tab>\n</c-tabs>',
            ),
            Component(
                "tab",
                Text(
                    "見方の一つ。onが今の見方、countは件数です。",
                    "One view: on for the one shown, count for how many.",
                ),
                '<c-tabs label="受付の状態"><c-tab href="/design/" on="1" count="3">補正待ち</c-tab></c-tabs>',
            ),
            Component(
                "tags",
                Text(
                    "今効いている絞り込みを示し、一つずつ外せます。",
                    "Shows the filters in force; each can be taken off.",
                ),
                '<c-tags clear="/design/">\n  <c-tag href="/design/">官署: 東京</c-tag>\n'
                '  <c-tag href="/design/">期限: 今日まで</c-tag>\n</c-tags>',
            ),
            Component(
                "tag",
                Text("絞り込みの一つ。", "One filter in force."),
                '<c-tags label="見本の条件"><c-tag href="/design/">担当: 未割当</c-tag></c-tags>',
            ),
        ),
    ),
    Family(
        Text("知らせ", "What is said"),
        (
            Component(
                "chip",
                Text(
                    "短い言葉の札です。色は言葉を繰り返すだけです。",
                    "A short label in words; its colour only repeats them.",
                ),
                '<c-chip tone="late">3日超過</c-chip> <c-chip tone="today">今日まで</c-chip> '
                '<c-chip tone="soon">残り3日</c-chip> <c-chip tone="later">残り12日</c-chip>\n'
                '<c-chip tone="none">期限なし</c-chip> <c-chip tone="good">正しい</c-chip> '
                '<c-chip tone="blue">自分</c-chip> <c-chip>窓口</c-chip>',
            ),
            Component(
                "due",
                Text(
                    "期限の日と残りを、言葉と色で示します。",
                    "A date and the time left, in words and colour.",
                ),
                '<c-due :by="past" :now="now" />\n<c-due :by="today" :now="now" />\n<c-due :by="week" :now="now" />\n'
                '<c-due :by="month" :now="now" />\n<c-due :by="never" :now="now" />',
            ),
            Component(
                "notice",
                Text(
                    "一文を周りから分けます。行ったことへの答えのときだけroleを付けます。",
                    "Sets a sentence apart; carries a role only when it answers an act.",
                ),
                "<c-notice>元の記録は消えません。</c-notice>\n"
                '<c-notice tone="success">3件を既読にしました。</c-notice>\n'
                '<c-notice tone="warning" heading="法令上定まっていない点">根拠となる通達は公表されていません。</c-notice>\n'
                '<c-notice tone="error">2件見つかりました。</c-notice>',
            ),
            Component(
                "empty",
                Text(
                    "何もないことを述べ、次にできることを添えます。",
                    "Says kindly that nothing is here, and what may be done now.",
                ),
                '<c-empty title="待っている仕事はありません。">新しい仕事は、ここと受信箱に現れます。</c-empty>',
            ),
            Component(
                "article",
                Text("根拠の条文です。", "The articles a statement rests on."),
                '<c-article :cites="cites" /> <c-article :cites="cites" href="/procedures/deportation/" />',
            ),
            Component(
                "person",
                Text(
                    "人の名です。旅券の綴りが先で、漢字には読みを振ります。",
                    "A person's names: the passport's first, kanji with the reading above.",
                ),
                '<c-person passport="WANG XIAOMING" kanji="王 暁明" kana="オウ ギョウメイ" lang="zh" />\n'
                '<c-person passport="NGUYEN VAN AN" kana="グエン ヴァン アン" href="/cases/" />',
            ),
        ),
    ),
    Family(
        Text("数と一覧", "Numbers and lists"),
        (
            Component(
                "figures",
                Text("数の列です。", "A row of figures."),
                '<c-figures label="期限の数">\n'
                '  <c-figure label="期限を過ぎたもの" value="2" unit="件" tone="late" href="/clocks/" />\n'
                '  <c-figure label="今日まで" value="5" unit="件" note="うち収容 1件" />\n'
                '  <c-figure label="あってはならないこと" value="0" unit="件" tone="good" />\n</c-figures>',
            ),
            Component(
                "figure",
                Text(
                    "一つの数。hrefがあれば全体が移る先になります。",
                    "One number; with href the whole tile leads there.",
                ),
                '<c-figures><c-figure label="受信箱の未読" value="12" unit="件" href="/inbox/" /></c-figures>',
            ),
            Component(
                "table",
                Text(
                    "一覧の表です。電話では一行が一枚の札になり、data-labelが列名を言います。",
                    "A list as a table; on a phone each row is a card and data-label names the column.",
                ),
                '<c-table caption="届出の一覧">\n  <thead><tr><th scope="col">事件番号</th><th scope="col">届出の期限</th></tr></thead>\n'
                '  <tbody><tr class="row-soon"><th scope="row">R26-TYO-000001</th>'
                '<td data-label="届出の期限"><c-due :by="week" :now="now" /></td></tr></tbody>\n</c-table>',
            ),
            Component(
                "chart",
                Text(
                    "図と、同じ数の表です。色だけで分けません。",
                    "A drawing with the same numbers as a table; nothing by colour alone.",
                ),
                '<c-chart heading="官署別の係属" id="design-chart">\n'
                '  <svg viewBox="0 0 600 60" role="img" aria-label="東京14件、大阪9件"><rect x="80" y="4" width="420" height="20" fill="currentcolor"/>'
                '<rect x="80" y="34" width="270" height="20" fill="none" stroke="currentcolor"/>'
                '<text x="0" y="20">東京 14</text><text x="0" y="50">大阪 9</text></svg>\n'
                '  <c-slot name="table"><table class="list-table table-keep"><caption class="unseen">官署別の係属</caption>'
                '<thead><tr><th scope="col">官署</th><th scope="col">件</th></tr></thead>'
                '<tbody><tr><th scope="row">東京</th><td>14</td></tr><tr><th scope="row">大阪</th><td>9</td></tr></tbody></table></c-slot>\n'
                "</c-chart>",
            ),
            Component(
                "pager",
                Text(
                    "次のページへ送ります。件数は数えません。",
                    "On to the next page of a list; it does not count them all.",
                ),
                '<c-pager :page="page" />',
            ),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A component with its markup rendered."""

    name: str
    tag: str
    use: Text
    markup: str
    html: SafeString


@lru_cache(maxsize=64)
def _compiled(markup: str) -> Template:
    engine: Any = engines["django"]
    compiler: Any = CottonCompiler  # carries no types
    return Template(compiler().process(markup), engine=engine.engine)


def _samples(now: datetime) -> dict[str, Any]:
    """What the markup on the page refers to: invented, and dated from now."""
    cites = next(step.cites for step in procedures()[0].steps.values() if step.cites)
    return {
        "now": now,
        "past": now - timedelta(days=3),
        "today": now + timedelta(hours=5),
        "week": now + timedelta(days=4),
        "month": now + timedelta(days=30),
        "never": None,
        "twelve": 12,
        "cites": cites,
        "page": Page([], Cursor(now, 1), True),
    }


@require_safe
@signed_in
def design_page(request: HttpRequest) -> HttpResponse:
    """Every component in every tone. For officers signed in; it shows no case and no person."""
    samples = _samples(present(request))
    families = [
        (
            family.label,
            [
                Shown(
                    one.name,
                    "c-" + one.name.replace("_", "-"),
                    one.use,
                    one.markup,
                    _compiled(one.markup).render(Context({**samples, "request": request})),
                )
                for one in family.components
            ],
        )
        for family in FAMILIES
    ]
    return render(request, "casework/design.html", {"families": families})
