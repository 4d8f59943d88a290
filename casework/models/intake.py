"""What comes in: one row for each filing as it was received, and the files of many filings."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q


class IntakeBatch(models.Model):
    """A file of many filings of one kind, sent by an organisation.

    All rows are checked before any is opened: one fault refuses the whole file. `errors` say which row and
    column, and why. The counts are those of the rows, written again after every few of them.
    """

    class Status(models.TextChoices):
        """How far it is."""

        CHECKING = "checking", "確認中"
        RUNNING = "running", "受付中"
        FINISHED = "finished", "受付済み"
        REFUSED = "refused", "受け付けなかった"

    key = models.CharField(max_length=80, unique=True)
    organisation = models.ForeignKey(
        "casework.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="batches"
    )
    office = models.ForeignKey("casework.Office", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    file_digest = models.CharField(max_length=64)
    channel = models.CharField(max_length=10)
    filed_by = models.CharField(max_length=40, blank=True)
    procedure = models.CharField(max_length=40)
    step = models.CharField(max_length=60)
    total = models.PositiveIntegerField(default=0)
    checked = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    parked = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.CHECKING)
    errors = models.JSONField(default=list)
    # Of more faults than a person reads, the rest is counted.
    more_errors = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["file_digest"], name="batch_digest"),
            models.Index(fields=["organisation", "-id"], name="batch_organisation"),
            models.Index(fields=["office", "-id"], name="batch_office"),
            models.Index(fields=["id"], name="batch_open", condition=Q(status__in=["checking", "running"])),
        ]

    def __str__(self) -> str:
        return f"batch {self.pk}: {self.done}/{self.total} {self.status}"


class Intake(models.Model):
    """One filing as it came in.

    `received_at` is the day that counts as the day of filing, whenever it is opened as a case. `waiting`:
    refused for now, `problems` say why (it came in online, and nobody stood there to be told); `parked`: an
    officer must say whether the person is one on file, `candidates` say who and why. `facts` and
    `person_data` are plain data as they were given, cleaned where they could be. `found_by`: the words and
    marks by which an open filing is found (`casework.finding.filed`), empty once it is accepted or returned;
    written by `casework.intake` alone.
    """

    class Status(models.TextChoices):
        """What has become of it."""

        WAITING = "waiting", "補正待ち"
        PARKED = "parked", "本人確認待ち"
        ACCEPTED = "accepted", "受付済み"
        RETURNED = "returned", "返戻"

    OPEN = (Status.WAITING, Status.PARKED)

    key = models.CharField(max_length=80, unique=True)
    channel = models.CharField(max_length=10)
    filed_by = models.CharField(max_length=40, blank=True)
    filer_name = models.CharField(max_length=200, blank=True)
    authority = models.CharField(max_length=200, blank=True)
    unable = models.CharField("出頭できない事情", max_length=200, blank=True)
    together = models.BooleanField("他の申請と同時", default=False)
    organisation = models.ForeignKey(
        "casework.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="filings"
    )
    office = models.ForeignKey("casework.Office", on_delete=models.PROTECT, related_name="+")
    procedure = models.CharField(max_length=40)
    step = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    person_data = models.JSONField(default=dict)
    kanji_confirmed = models.BooleanField("告示の字であることを確認", default=False)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    problems = models.JSONField(default=list)
    candidates = models.JSONField(default=list)
    person = models.ForeignKey(
        "casework.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="filings"
    )
    case = models.OneToOneField(
        "casework.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="intake"
    )
    reason = models.TextField("返戻・判断の理由", blank=True)
    decided_by = models.ForeignKey(
        "casework.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    batch = models.ForeignKey(
        IntakeBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="rows"
    )
    row_no = models.PositiveIntegerField(null=True, blank=True)
    # Of a batch: tried through the door and taken back again, before any row is opened.
    rehearsed = models.BooleanField(default=False)
    found_by = ArrayField(models.TextField(), default=list, db_default=[], blank=True, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["office", "status", "received_at", "id"], name="intake_queue"),
            # What a search goes along: of all that ever came in the few that are open. Without a list of what is
            # to be sorted in later: after a file of many every search would read it through.
            GinIndex(
                Func(F("found_by"), function="array_to_tsvector"),
                name="intake_lexemes",
                fastupdate=False,
                condition=Q(status__in=["waiting", "parked"]),
            ),
            models.Index(
                fields=["organisation", "received_at", "id"],
                name="intake_open_organisation",
                condition=Q(status__in=["waiting", "parked"]),
            ),
            models.Index(fields=["batch", "row_no"], name="intake_batch_row"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "row_no"], condition=Q(batch__isnull=False), name="intake_row_once"
            ),
            models.CheckConstraint(
                condition=~Q(status="accepted") | Q(case__isnull=False, person__isnull=False),
                name="intake_accepted_has_a_case",
            ),
            models.CheckConstraint(
                condition=Q(status="accepted") | Q(case__isnull=True), name="intake_case_is_accepted"
            ),
            models.CheckConstraint(
                condition=~Q(status="returned") | (~Q(reason="") & Q(decided_at__isnull=False)),
                name="intake_returned_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"filing {self.pk} {self.status}"
