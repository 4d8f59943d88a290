"""Messages, their deliveries, the inbox and letters. People are numbers here: this app has no user table.

A message row is the truth: what was to be said, to whom, standing for which instant. Its content never
changes and no row is ever deleted; only the columns that say how far it has come do.
"""

from django.db import models
from django.db.models import Q


class MessageRow(models.Model):
    """One message to one audience. Written by `outbox.put` alone."""

    class Status(models.TextChoices):
        """How far the message has come; whether it arrived is a matter of its deliveries."""

        NEW = "new", "未処理"
        ADDRESSED = "addressed", "宛先確定"
        NOBODY = "nobody", "宛先不在"

    # What must not happen twice has a key, so that a repeated sweep or a double click says nothing new.
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=60)
    audience = models.CharField(max_length=200)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    case = models.CharField(max_length=60, blank=True)
    # The machine's own time, not the demo's: from it the age of what waits is measured.
    put_at = models.DateTimeField()

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.NEW)
    lookups = models.PositiveIntegerField(default=0)  # vain searches for somebody to tell
    next_try_at = models.DateTimeField(null=True)  # when to search again; null unless status is "nobody"
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="nobody", next_try_at__isnull=False)
                | Q(~Q(status="nobody"), next_try_at__isnull=True),
                name="message_nobody_has_next_try",
            ),
        ]
        indexes = [
            # Partial: the drain asks for the new ones every few seconds, and nearly all are old.
            models.Index(fields=["at", "id"], name="message_new", condition=Q(status="new")),
            # Is an earlier message of this case still new (in another drain's hands)?
            models.Index(fields=["case", "at", "id"], name="message_new_case", condition=Q(status="new")),
            # Few rows, looked up again from time to time and listed on the supervisors' page. Apart
            # from the index above, so that a heap of them cannot slow down what is new.
            models.Index(fields=["next_try_at"], name="message_nobody", condition=Q(status="nobody")),
        ]

    def __str__(self) -> str:
        return self.key


class Delivery(models.Model):
    """One message to one person through one channel. Within a case, ids ascend in the order of the
    messages, and that is the order in which each person receives them."""

    class Status(models.TextChoices):
        """Waiting includes waiting for another try; failed is final until somebody asks for a retry."""

        WAITING = "waiting", "配送待ち"
        SENT = "sent", "配送済み"
        FAILED = "failed", "配送不能"

    message = models.ForeignKey(MessageRow, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=20)
    user_id = models.BigIntegerField()
    address = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=10)
    stands_in = models.BooleanField(default=False)  # a supervisor, because nobody holds the office
    case = models.CharField(max_length=60, blank=True)  # the message's, so that order is one index probe

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "channel", "user_id"], name="delivery_once"),
        ]
        indexes = [
            models.Index(
                fields=["channel", "next_try_at", "id"], name="delivery_due", condition=Q(status="waiting")
            ),
            # Does something earlier of the same case still wait for the same person?
            models.Index(
                fields=["channel", "user_id", "case", "id"],
                name="delivery_order",
                condition=Q(status="waiting"),
            ),
            models.Index(fields=["id"], name="delivery_failed", condition=Q(status="failed")),
        ]

    def __str__(self) -> str:
        return f"{self.channel} delivery {self.pk} of message {self.message_id}"


class InboxEntry(models.Model):
    """What one person finds in the inbox: the text as it was said then, even if templates change later."""

    # One entry per delivery: writing it a second time does nothing.
    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, related_name="entry")
    user_id = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    case = models.CharField(max_length=60, blank=True)
    path = models.CharField(max_length=300, blank=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["user_id", "-id"], name="inbox_newest"),
            # For the number beside the bell, which every page shows.
            models.Index(fields=["user_id"], name="inbox_unread", condition=Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.subject


class Letter(models.Model):
    """A letter to somebody outside, to be printed by the office of the case. The text as it was said then; to
    which name and address it goes is looked up when it is printed, and not kept here."""

    class Outcome(models.TextChoices):
        """What became of it."""

        POSTED = "posted", "発送"
        HANDED = "handed", "手渡し"
        DROPPED = "dropped", "送らない"

    # One letter per delivery: writing it a second time does nothing.
    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, related_name="letter")
    case = models.CharField(max_length=60)
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", done_at__isnull=True, done_by__isnull=True)
                | Q(~Q(outcome=""), done_at__isnull=False, done_by__isnull=False),
                name="letter_outcome_has_who_and_when",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "id"], name="letter_of_case"),
            models.Index(fields=["id"], name="letter_waiting", condition=Q(outcome="")),
        ]

    def __str__(self) -> str:
        return f"letter {self.pk} of case {self.case}"
