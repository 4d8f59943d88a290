"""Countersigning: a step prepared by one officer and signed by a second; who needs it; and absences."""

from django.db import models
from django.db.models import F, Q


class Draft(models.Model):
    """A step that an officer has prepared and another is to countersign (決裁) before it is taken.

    The facts are as cleaned for the step. `seen` is the version of the case they were decided on: a case that
    has moved on makes the draft stale, and nobody can sign it.
    """

    class Status(models.TextChoices):
        """Where the draft stands."""

        WAITING = "waiting", "決裁待ち"
        RETURNED = "returned", "差戻し"
        SIGNED = "signed", "決裁済み"
        WITHDRAWN = "withdrawn", "取下げ"

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="drafts")
    step = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    override = models.TextField(blank=True)
    seen = models.PositiveIntegerField()
    prepared_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="drafts")
    prepared_at = models.DateTimeField()
    remark = models.CharField("決裁者への説明", max_length=400, blank=True)
    # The officer asked; null: any supervisor of the office.
    signer = models.ForeignKey(
        "casework.User", null=True, blank=True, on_delete=models.PROTECT, related_name="drafts_to_sign"
    )
    office = models.ForeignKey("casework.Office", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    decided_by = models.ForeignKey(
        "casework.User", null=True, blank=True, on_delete=models.PROTECT, related_name="drafts_decided"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField("差戻しの理由", max_length=400, blank=True)
    event_seq = models.PositiveIntegerField(null=True, blank=True)
    # The draft that came back and that this one puts right.
    answers = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="answered_by"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(status="withdrawn")
                | ~Q(decided_by=F("prepared_by")),
                name="draft_signed_by_a_second",
            ),
            models.UniqueConstraint(
                fields=["case", "step"], condition=Q(status="waiting"), name="draft_one_waiting"
            ),
        ]
        indexes = [
            models.Index(fields=["office", "id"], name="draft_waiting", condition=Q(status="waiting")),
            models.Index(fields=["prepared_by", "-prepared_at"], name="draft_of_officer"),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk} of case {self.case_id}"


class Absence(models.Model):
    """Days on which an officer is away, first and last included, and who covers for them.

    `begun_at` is when their work was handed on, `ended_at` when the absence was over or called off.
    """

    user = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="absences")
    since = models.DateField("初日")
    until = models.DateField("末日")
    # Null: the work goes back to the queue of the office.
    cover = models.ForeignKey(
        "casework.User", null=True, blank=True, on_delete=models.PROTECT, related_name="covers"
    )
    reason = models.CharField("備考", max_length=200, blank=True)
    recorded_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Null: it ended with its last day.
    ended_by = models.ForeignKey(
        "casework.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="absence_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(cover=F("user")), name="absence_covered_by_another"),
        ]
        indexes = [models.Index(fields=["since", "until"], name="absence_open", condition=Q(ended_at=None))]

    def __str__(self) -> str:
        return f"absence of user {self.user_id}"


class SigningRule(models.Model):
    """A change of whether the serious steps of an officer need a second signature. Added, never changed.

    An internal rule of the office (決裁), not one of the Act. `User.countersigned` is the present answer.
    """

    user = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="signing_rules")
    countersigned = models.BooleanField()
    by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField("理由", max_length=200)

    class Meta:
        indexes = [models.Index(fields=["user", "-at"], name="signing_rule_of_officer")]

    def __str__(self) -> str:
        return f"signing rule of user {self.user_id}"
