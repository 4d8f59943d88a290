"""Work items: what an office owes a case."""

from django.db import models

# A date for "no date set by law": queues are read in order of date, and a null would break the
# row comparison that keyset paging needs.
NO_DATE_YEAR = 9999


class WorkItem(models.Model):
    """One debt of one office to one case. Kept by the door; can be rebuilt from the cases at any time."""

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="work")
    machine = models.CharField(max_length=40)
    role = models.CharField(max_length=40)
    state = models.CharField(max_length=60)
    office = models.ForeignKey("casework.Office", on_delete=models.PROTECT)
    since = models.DateTimeField()
    by = models.DateTimeField()
    clock = models.CharField(max_length=60, blank=True)
    assignee = models.ForeignKey("casework.User", null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "machine", "role"], name="work_one_debt"),
        ]
        indexes = [
            models.Index(fields=["office", "role", "by", "id"], name="work_queue"),
            models.Index(fields=["assignee", "by", "id"], name="work_assignee"),
        ]

    def __str__(self) -> str:
        return f"{self.role} owes case {self.case_id}: {self.state}"
