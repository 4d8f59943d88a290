"""What happened to the people of the demo. Each module registers its stories with `pen.story`."""

from casework.demo.stories import (
    beginnings,
    certificates,
    departures,
    duties,
    endings,
    extensions,
    hearings,
    landings,
    orders,
    reviews,
    side,
    statuses,
)

__all__ = [
    "beginnings",
    "certificates",
    "departures",
    "duties",
    "endings",
    "extensions",
    "hearings",
    "landings",
    "orders",
    "reviews",
    "side",
    "statuses",
]
