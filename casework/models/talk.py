"""What officers write and lay on a case beside its record: notes, mentions, documents; and who looked."""

from django.db import models
from django.db.models import Q


class Note(models.Model):
    """A note on a case. Internal, not part of the record; added, never changed."""

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="notes")
    text = models.TextField("メモ", max_length=4000)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "-at"], name="note_of_case")]

    def __str__(self) -> str:
        return f"note {self.pk} on case {self.case_id}"


class Mention(models.Model):
    """An officer named in a note, to be told of it."""

    note = models.ForeignKey("casework.Note", on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="mentions")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "user"], name="mention_once")]
        indexes = [models.Index(fields=["user"], name="mention_unseen", condition=Q(seen_at__isnull=True))]

    def __str__(self) -> str:
        return f"mention of user {self.user_id} in note {self.note_id}"


class Document(models.Model):
    """A document on a case; what it holds is in its versions."""

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="documents")
    # The code of a paper that the procedure names, where it is one.
    code = models.CharField(max_length=60, blank=True)
    title = models.CharField("表題", max_length=120)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["case", "id"], name="document_of_case")]

    def __str__(self) -> str:
        return f"document {self.pk} of case {self.case_id}"


class DocumentVersion(models.Model):
    """One version of a document. The file is stored under the hash of its content; versions are added,
    never changed."""

    document = models.ForeignKey("casework.Document", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    filename = models.CharField(max_length=150)
    kind = models.CharField("種類", max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    remark = models.CharField("備考", max_length=400, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["document", "-number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="document_version_number")]

    def __str__(self) -> str:
        return f"version {self.number} of document {self.document_id}"


class Look(models.Model):
    """That an officer looked at a case or a person. Added, never changed."""

    class What(models.TextChoices):
        """What was looked at."""

        CASE = "case", "事件"
        RECORD = "record", "記録の連鎖"
        EXPORT = "export", "記録の写し"
        DOCUMENT = "document", "書類"
        PERSON = "person", "人"

    user = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="looks")
    case = models.ForeignKey(
        "casework.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="looks"
    )
    person = models.ForeignKey(
        "casework.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="looks"
    )
    what = models.CharField(max_length=10, choices=What.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=False, person__isnull=True)
                | Q(case__isnull=True, person__isnull=False),
                name="look_at_one",
            )
        ]
        indexes = [
            models.Index(fields=["case", "-at"], name="look_of_case"),
            models.Index(fields=["person", "-at"], name="look_of_person"),
            models.Index(fields=["user", "-at"], name="look_of_user"),
        ]

    def __str__(self) -> str:
        return f"look of user {self.user_id}"
