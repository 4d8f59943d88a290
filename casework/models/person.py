"""People: their names, their documents, and whom they belong to."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.expressions import CombinedExpression


class Person(models.Model):
    """A foreign national. The passport's alphabet name is the principal name; names are stored as
    written and never normalised.

    `surname` and `given` are its two parts where the passport parts them: many names have one part only.
    `aliases` is the line that lists show; the rows are `PersonName`. `name_fold`, `name_keys` and
    `name_words` are the folded forms by which people are found, written by `casework.people` alone.
    `marks` are left by their files, written by a trigger: `@` with an office or a facility, `~` with a
    procedure, `#` with the number of a card. They lead to people and permit nothing: whoever looks for people
    must besides see one of their files.
    """

    name_alphabet = models.CharField("氏名(旅券)", max_length=200)
    surname = models.CharField("姓(旅券)", max_length=200, blank=True)
    given = models.CharField("名(旅券)", max_length=200, blank=True)
    given_first = models.BooleanField("名・姓の順", default=False)
    name_kanji = models.CharField("漢字氏名", max_length=100, blank=True)
    name_kana = models.CharField("カナ氏名", max_length=200, blank=True)
    aliases = models.CharField("通称・別名", max_length=200, blank=True)
    birth_date = models.DateField("生年月日", null=True, blank=True)
    place_of_birth = models.CharField("出生地", max_length=200, blank=True)
    sex = models.CharField("性別", max_length=1, blank=True)
    nationality = models.CharField("国籍・地域", max_length=3)
    died_on = models.DateField("死亡日", null=True, blank=True)
    naturalised_on = models.DateField("日本国籍の取得日", null=True, blank=True)
    created_at = models.DateTimeField()
    name_fold = models.CharField(max_length=400, blank=True, default="", editable=False)
    name_keys = ArrayField(models.TextField(), default=list, blank=True, editable=False)
    name_words = ArrayField(models.TextField(), default=list, blank=True, editable=False)
    marks = ArrayField(models.TextField(), default=list, db_default=[], blank=True, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["birth_date", "nationality"], name="person_birth_nationality"),
            # The beginning of a name, as it is typed into a search; in the order in which it is shown.
            models.Index(
                fields=["name_fold", "id"],
                name="person_name_begins",
                opclasses=["text_pattern_ops", "int8_ops"],
            ),
            GinIndex(fields=["name_keys"], name="person_name_keys"),
            # As lexemes, and not as an array, because a word may be asked for by its beginning.
            GinIndex(
                Func(CombinedExpression(F("name_words"), "||", F("marks")), function="array_to_tsvector"),
                name="person_lexemes",
            ),
            # Rows that were stored without their folded forms, to be caught up with.
            models.Index(fields=["id"], name="person_unfolded", condition=Q(name_fold="")),
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"


class PersonName(models.Model):
    """Another name of a person, for the time in which it holds."""

    class Kind(models.TextChoices):
        """What kind of name it is."""

        COMMON = "common", "通称"
        FORMER = "former", "旧姓・旧氏名"
        ALIAS = "alias", "別名"

    person = models.ForeignKey("casework.Person", on_delete=models.CASCADE, related_name="names")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.CharField("名", max_length=200)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["person", "id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "value"], name="person_name_once"),
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="person_name_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} name of person {self.person_id}"


class IdentityDocument(models.Model):
    """A document that says who somebody is. `number` as written, `number_key` for comparing."""

    class Kind(models.TextChoices):
        """What kind of document it is."""

        PASSPORT = "passport", "旅券"
        TRAVEL_DOCUMENT = "travel_document", "旅券に代わる証明書"
        RESIDENCE_CARD = "residence_card", "在留カード"
        NATIONAL_ID = "national_id", "本国の身分証明書"

    person = models.ForeignKey("casework.Person", on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    number = models.CharField("番号", max_length=40)
    number_key = models.CharField(max_length=40, editable=False)
    country = models.CharField("発行国・地域", max_length=3)
    issued_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    mrz = models.CharField("機械読取部分", max_length=100, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["person", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "country", "number_key"], name="document_once_a_person"
            ),
        ]
        # Not unique: two people with one number are a finding, not an error of storage.
        indexes = [
            models.Index(
                fields=["number_key", "kind"],
                name="document_number",
                opclasses=["varchar_pattern_ops", "varchar_ops"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of person {self.person_id}"


class Relation(models.Model):
    """Somebody or some organisation that a person belongs to, for the time in which it holds."""

    class Kind(models.TextChoices):
        """What the other is to the person."""

        SPOUSE = "spouse", "配偶者"
        CHILD = "child", "子"
        PARENT = "parent", "親"
        HOUSEHOLD = "household", "同居者"
        EMPLOYER = "employer", "雇用主"
        SCHOOL = "school", "教育機関"
        SUPERVISOR = "supervisor", "監理人"
        GUARANTOR = "guarantor", "身元保証人"

    person = models.ForeignKey("casework.Person", on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    other = models.ForeignKey(
        "casework.Person", null=True, blank=True, on_delete=models.CASCADE, related_name="related_to"
    )
    organisation = models.ForeignKey(
        "casework.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["person", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(other__isnull=False, organisation__isnull=True)
                | Q(other__isnull=True, organisation__isnull=False),
                name="relation_to_one",
            ),
            models.CheckConstraint(condition=~Q(person=F("other")), name="relation_to_another"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="relation_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["person", "kind", "other"],
                condition=Q(until__isnull=True, other__isnull=False),
                name="relation_once_person",
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "organisation"],
                condition=Q(until__isnull=True, organisation__isnull=False),
                name="relation_once_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of person {self.person_id}"


class SameAs(models.Model):
    """An officer's decision that two entries are, or are not, one person; the newest of a pair holds.

    Entries are not merged here: what is decided is kept for that, and so that nobody is asked again.
    """

    # The lower number first, so that a pair is found whichever way round it is asked for.
    person = models.ForeignKey("casework.Person", on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey("casework.Person", on_delete=models.CASCADE, related_name="+")
    same = models.BooleanField()
    reason = models.CharField("理由", max_length=400, blank=True)
    decided_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(person__lt=F("other")), name="same_as_lower_first"),
        ]
        indexes = [models.Index(fields=["person", "other", "id"], name="same_as_pair")]

    def __str__(self) -> str:
        return f"{self.person_id} {'is' if self.same else 'is not'} {self.other_id}"
