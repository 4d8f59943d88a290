"""What happened to the people of the demo. Each module registers its stories with `pen.story`."""

from casework.demo.stories import beginnings, departures, endings, hearings, orders, reviews, side

__all__ = ["beginnings", "departures", "endings", "hearings", "orders", "reviews", "side"]
