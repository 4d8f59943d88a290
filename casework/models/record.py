"""The record: append-only, chained."""

from django.db import models


class Event(models.Model):
    """One entry of a case's record. A trigger refuses to change or delete it.

    `facts` may be emptied by a lawful erasure; `facts_digest` stays and keeps the chain whole.
    `supersedes` names the entry that a rectification puts right.
    """

    class Kind(models.TextChoices):
        """What the entry is."""

        STEP = "step", "手続"
        RECTIFICATION = "rectification", "更正"

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    step = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.ForeignKey("casework.User", null=True, on_delete=models.PROTECT)
    office = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(null=True)
    facts_digest = models.CharField(max_length=64)
    effects = models.JSONField(default=dict)
    supersedes = models.PositiveIntegerField(null=True)
    # Null, not "": most entries have no key, and a unique index lets nulls be many.
    key = models.CharField(max_length=80, null=True)  # noqa: DJ001
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "seq"], name="event_in_order"),
            models.UniqueConstraint(fields=["case", "key"], name="event_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.seq} {self.step or self.kind}"


class Checkpoint(models.Model):
    """A root over all heads at one time, chained to the one before: to be kept outside as well."""

    at = models.DateTimeField()
    cases = models.PositiveIntegerField()
    root = models.CharField(max_length=64)
    previous_root = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"checkpoint {self.at:%Y-%m-%d %H:%M}"
