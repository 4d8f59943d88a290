"""Work items: what an office owes a case; and the movements of work from hand to hand."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

# A date for "no date set by law": queues are read in order of date, and a null would break the
# row comparison that keyset paging needs.
NO_DATE_YEAR = 9999


class WorkItem(models.Model):
    """One debt of one office to one case. Kept by the door; can be rebuilt from the cases at any time.

    `procedure` repeats the case's, so that a queue can be cut by it along an index. `assigned_at` is when the
    present holder got it.
    """

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="work")
    procedure = models.CharField(max_length=40)
    machine = models.CharField(max_length=40)
    role = models.CharField(max_length=40)
    state = models.CharField(max_length=60)
    office = models.ForeignKey("casework.Office", on_delete=models.PROTECT)
    since = models.DateTimeField()
    by = models.DateTimeField()
    clock = models.CharField(max_length=60, blank=True)
    assignee = models.ForeignKey("casework.User", null=True, blank=True, on_delete=models.PROTECT)
    assigned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "machine", "role"], name="work_one_debt"),
        ]
        indexes = [
            models.Index(fields=["office", "role", "by", "id"], name="work_queue"),
            models.Index(fields=["office", "role", "procedure", "by", "id"], name="work_by_procedure"),
            models.Index(fields=["assignee", "by", "id"], name="work_assignee"),
        ]

    def __str__(self) -> str:
        return f"{self.role} owes case {self.case_id}: {self.state}"


class WorkMove(models.Model):
    """One movement of a piece of work from hand to hand. Added, never changed.

    It names the debt as (case, machine, role), because the work item goes away when the debt is paid. `by`
    is null where no person moved it (the beginning of an absence).
    """

    class Kind(models.TextChoices):
        """How the work moved."""

        TAKEN = "taken", "引受け"
        GIVEN = "given", "割当て"
        BACK = "back", "返却"
        COVERED = "covered", "不在による引継ぎ"

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="work_moves")
    machine = models.CharField(max_length=40)
    role = models.CharField(max_length=40)
    state = models.CharField(max_length=60)
    office = models.ForeignKey("casework.Office", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    from_user = models.ForeignKey(
        "casework.User", null=True, blank=True, on_delete=models.PROTECT, related_name="work_given_up"
    )
    to_user = models.ForeignKey(
        "casework.User", null=True, blank=True, on_delete=models.PROTECT, related_name="work_received"
    )
    by = models.ForeignKey(
        "casework.User", null=True, blank=True, on_delete=models.PROTECT, related_name="work_moved"
    )
    at = models.DateTimeField()
    reason = models.CharField("理由", max_length=400, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["to_user", "-at"], name="work_move_to"),
            models.Index(fields=["office", "kind", "-at"], name="work_move_office"),
            models.Index(fields=["case", "-at"], name="work_move_case"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of case {self.case_id}"


class QueueView(models.Model):
    """A view of the queue that an officer keeps: its filters as the address's query, and its columns."""

    user = models.ForeignKey("casework.User", on_delete=models.CASCADE, related_name="queue_views")
    name = models.CharField("名前", max_length=60)
    query = models.CharField(max_length=500, blank=True)
    columns = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    # The view with which the queue opens.
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["user", "name"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="queue_view_name"),
            models.UniqueConstraint(
                fields=["user"], condition=Q(is_default=True), name="queue_view_one_default"
            ),
        ]

    def __str__(self) -> str:
        return f"queue view {self.pk}"
