"""Readings above kanji in templates."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from casework.outside import readings

register = template.Library()


@register.filter
def ruby(text: str) -> SafeString:
    """The text with its readings as ruby; everything else is escaped."""
    return readings.ruby(text)
