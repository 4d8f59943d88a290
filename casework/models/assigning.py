"""Giving out many pieces of work at once: the job, and what became of each piece."""

from django.db import models
from django.db.models import Q


class AssignJob(models.Model):
    """One giving-out of work by a supervisor. `prepared`: looked at, nothing moved yet. Then it runs in
    batches until it is finished or somebody stops it; what was moved stays moved."""

    class Status(models.TextChoices):
        """How far it is."""

        PREPARED = "prepared", "確認中"
        RUNNING = "running", "実行中"
        STOPPED = "stopped", "中止"
        FINISHED = "finished", "完了"

    by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="assign_jobs")
    reason = models.CharField("理由", max_length=400, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PREPARED)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="assign_job_running", condition=Q(status="running")),
            models.Index(fields=["created_at"], name="assign_job_prepared", condition=Q(status="prepared")),
            models.Index(fields=["by", "-id"], name="assign_job_by"),
        ]

    def __str__(self) -> str:
        return f"assign job {self.pk} {self.status}"


class AssignJobItem(models.Model):
    """One piece of work of a job: to whom it goes (null: back to the queue) and what became of it.

    `work` is the id of the work item, which goes away when the debt is paid; `number` names the case.
    `seen` and `state` are how it stood when the job was prepared: who has moved it since keeps it.
    """

    class Status(models.TextChoices):
        """What became of it."""

        LEFT_OUT = "left_out", "対象外"
        WAITING = "waiting", "未処理"
        DONE = "done", "済み"
        REFUSED = "refused", "できなかった"

    job = models.ForeignKey(AssignJob, on_delete=models.CASCADE, related_name="items")
    work = models.BigIntegerField()
    number = models.CharField(max_length=30)
    to = models.ForeignKey("casework.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    seen = models.ForeignKey(
        "casework.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=60)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    # Why it was left out or refused: {"ja": …, "en": …}.
    why = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "work"], name="assign_item_once")]
        indexes = [models.Index(fields=["job", "status", "id"], name="assign_item_status")]

    def __str__(self) -> str:
        return f"{self.number} of job {self.job_id}: {self.status}"
