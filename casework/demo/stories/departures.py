"""Departure orders."""

from __future__ import annotations

from casework.demo.pen import Pen, story


def _examined(p: Pen, offset: int) -> None:
    """Appeared by himself and passed to an inspector on the last open day up to `offset`."""
    p.on(offset - 4, 10, "inspector2", "voluntary_appearance")
    p.on(offset - 2, 9, "guard", "investigation_opened")
    p.on(offset, 11, "guard", "departure_order_referral")


def _order_due(p: Pen, offset: int) -> None:
    _examined(p, offset - 2)
    p.on(offset, 15, "inspector2", "departure_exam_passed")


def _ordered(p: Pen, offset: int, deadline: int) -> None:
    _order_due(p, offset - 2)
    p.at(offset, 10, "chief2", "departure_order_issued", departure_deadline=p.day(deadline))


@story("bat")
def departure_examined(p: Pen) -> None:
    _examined(p, -2)


@story("ploy")
def departure_order_to_be_issued(p: Pen) -> None:
    _order_due(p, -1)


@story("widuri")
def departure_in_six_days(p: Pen) -> None:
    _ordered(p, -8, 6)


@story("casey", "OSA")
def departure_today(p: Pen) -> None:
    _ordered(p, -12, 0)


@story("sreypov")
def departure_missed(p: Pen) -> None:
    """The deadline passed four days ago; nobody has recorded it yet."""
    _ordered(p, -16, -4)


@story("prakash")
def departure_order_failed(p: Pen) -> None:
    _ordered(p, -30, -18)
    p.on(-9, 10, "guard", "departure_deadline_missed")


@story("minsu")
def departed_in_time(p: Pen) -> None:
    _ordered(p, -25, -12)
    p.at(-14, 17, "inspector2", "departed_under_order", port="羽田空港")
