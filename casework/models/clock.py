"""Clocks as rows: the truth that the sweep looks at."""

from django.db import models
from django.db.models import F, Q


class ClockRow(models.Model):
    """One run of one clock on one case.

    `look_at` is the instant of rung `rung` of its ladder, the next at which something has to happen;
    null when nothing will. `inputs` hold what the dates were computed from, so that the working can be
    shown at any time.
    """

    class Status(models.TextChoices):
        """Whether the clock still runs."""

        OPEN = "open", "進行中"
        STOPPED = "stopped", "終了"
        CORRECTED = "corrected", "更正"

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="clocks")
    clock = models.CharField(max_length=60)
    cycle = models.PositiveIntegerField(default=1)
    start = models.DateTimeField()
    legal_at = models.DateTimeField(null=True)
    alarm_at = models.DateTimeField(null=True)
    inputs = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    rung = models.PositiveIntegerField(default=0)
    look_at = models.DateTimeField(null=True)
    opened_seq = models.PositiveIntegerField()
    stopped_seq = models.PositiveIntegerField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # One running clock of a kind per case: a second start replaces the first.
            models.UniqueConstraint(
                fields=["case", "clock"], condition=Q(status="open"), name="clock_one_running"
            ),
            # An alarm that comes after the legal date would be no alarm.
            models.CheckConstraint(condition=Q(alarm_at__lte=F("legal_at")), name="clock_alarm_not_late"),
        ]
        indexes = [
            # Partial on purpose: a full index would walk all ended clocks first.
            models.Index(
                fields=["look_at", "id"],
                name="clock_to_look_at",
                condition=Q(status="open", look_at__isnull=False),
            ),
            models.Index(
                fields=["alarm_at", "id"],
                name="clock_by_alarm",
                condition=Q(status="open", alarm_at__isnull=False),
            ),
            models.Index(fields=["case", "status"], name="clock_case_status"),
            # The few that ended after their date, for the supervisors' list.
            models.Index(
                fields=["alarm_at", "id"],
                name="clock_ended_late",
                condition=Q(status="stopped", stopped_at__gt=F("alarm_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clock} of case {self.case_id}"
