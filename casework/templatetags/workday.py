"""What the pages of a working day say."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from casework.beside.signing_messages import step_label
from casework.models import Draft
from casework.templatetags.tetsuzuki import say, weekday_date
from casework.views.filters import urgency_name
from casework.work import reasons
from casework.work.queues import Work

register = template.Library()
# A date with its weekday, in Japanese or in English.
_A_DATE = re.compile(r"\d{4}-\d\d-\d\d(?: ?\([^()]{1,3}\))?")


@register.filter
def why_here(row: Work, now: datetime) -> SafeString:
    """Why a row stands where it stands; a date in it is never broken between two lines."""
    return SafeString(_A_DATE.sub(r'<span class="nowrap">\g<0></span>', reasons.why_here(row, now)))


@register.filter
def urgency_words(code: str) -> str:
    """A degree of urgency as a heading."""
    return urgency_name(code)


@register.simple_tag
def now_day(now: datetime) -> str:
    """Today, with its weekday."""
    return weekday_date(now)


@register.filter
def draft_step(draft: Draft) -> str:
    """What step a draft prepares, in words."""
    return say(step_label(draft))


@register.inclusion_tag("casework/_next_work.html", takes_context=True)
def next_work(context: Context, number: str) -> dict[str, Any]:
    """The way on to the next piece of work, on a case that was reached by `/next/`; nothing on any other."""
    request = context.get("request")
    run = request.session.get("next_work") if request is not None else None
    here = isinstance(run, dict) and run.get("number") == number
    return {"after": run["after"] if here and isinstance(run, dict) else ""}
