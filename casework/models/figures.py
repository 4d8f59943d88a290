"""Monthly tallies for the dashboards, and what each file adds to them. All of it can be rebuilt from the record."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Tally(models.Model):
    """How many of something there were at one office in one month (its first day; months of Tokyo).

    `procedure` is the line of casework/figures/lines.py, or for clocks the procedure; `measure` and `key` are
    explained in casework/figures/history.py. Only `casework.figures.tallying` writes it.
    """

    office = models.CharField(max_length=40)
    procedure = models.CharField(max_length=40)
    month = models.DateField()
    measure = models.CharField(max_length=20)
    key = models.CharField(max_length=100, blank=True)
    value = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "month", "office", "procedure", "key"], name="tally_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.office} {self.procedure} {self.month:%Y-%m} {self.key}"


class CountedCase(models.Model):
    """What one file adds to the tallies, as of `version`; and what of it is pending now.

    The parts are kept so that a change takes away exactly what was added before, also after the rules of counting
    have changed. `version` is -1 where the file must be counted again.
    """

    case = models.OneToOneField("casework.Case", primary_key=True, on_delete=models.PROTECT, related_name="+")
    version = models.IntegerField()
    parts = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    line = models.CharField(max_length=40, blank=True)
    office = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=60, blank=True)
    pending_since = models.DateTimeField(null=True, blank=True)
    state_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["line", "office"],
                name="counted_pending",
                condition=Q(pending_since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"counted case {self.pk} at {self.version}"


class Tallying(models.Model):
    """How far the counting has come: one row. `last_event`: entries up to this one are counted; `compared_at`: when
    every file was last compared with what is counted of it; `rules`: by which rules."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    last_event = models.BigIntegerField(default=0)
    compared_at = models.DateTimeField(null=True, blank=True)
    rules = models.CharField(max_length=16, blank=True)

    def __str__(self) -> str:
        return f"tallied up to entry {self.last_event}"
