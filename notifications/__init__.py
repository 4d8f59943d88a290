"""Telling people. Others put messages into the outbox; this app finds who is meant and delivers.

The way of a message: `outbox.put` (in the transaction of what happened) → `drain.drain` asks
`directory` who holds the office, writes one `Delivery` per channel and recipient, and hands each to its
channel with the text of `compose`. It knows no case, no law and no user table: a message carries
everything that is said, and people are numbers.

Settings read here:

- `NOTIFICATIONS_DIRECTORY`: dotted path of `callable(audience) -> list[Recipient]`; required.
- `NOTIFICATIONS_CHANNELS`: names of the channels used; default `["inbox", "email"]`.
- `NOTIFICATIONS_SITE_URL`: put before a message's path in e-mail; default none, then no link.
- `TETSUZUKI_NOW`: dotted path of `callable() -> datetime`; default `django.utils.timezone.now`.
"""
