"""A case: the newest dossier of one procedure about one person."""

from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT

HELD = [
    "detained_urgent",
    "detained_warrant",
    "detained_warrant_deposit_pending",
    "detained_order",
    "detained_order_deposit_pending",
]

# Procedures of which a person has at most one open file: the declarations say so too (`alone`).
ALONE = ["residence", "change", "extension", "acquisition", "permanent_residence"]


class Case(models.Model):
    """The row that a step locks.

    `states`, `facts`, `spells`, `done_by` and `previous` are the dossier; `stage` and `custody` repeat
    two of the states so that lists can be indexed. `held` and `held_look_at` exist for one
    constraint: nobody is held without a date on which somebody must look at the case.
    """

    number = models.CharField("事件番号", max_length=30, unique=True)
    procedure = models.CharField(max_length=40)
    law_on = models.DateField()
    person = models.ForeignKey("casework.Person", on_delete=models.PROTECT, related_name="cases")
    office = models.ForeignKey("casework.Office", on_delete=models.PROTECT, related_name="cases")
    stage = models.CharField(max_length=60)
    custody = models.CharField(max_length=60)
    states = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    spells = models.JSONField(default=list)
    done_by = models.JSONField(default=dict)
    previous = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, default="")
    last_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    held = models.BooleanField(default=False)
    held_look_at = models.DateTimeField(null=True, blank=True)
    open_key = models.CharField(max_length=80, null=True, blank=True, unique=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by"
    )

    class Meta:
        indexes = [
            models.Index(fields=["office", "stage"], name="case_office_stage"),
            models.Index(fields=["person", "procedure"], name="case_of_person"),
            models.Index(fields=["held_look_at", "id"], name="case_held", condition=Q(held=True)),
        ]
        constraints = [
            # Two open filings of one kind for one person: the door refuses the second with a sentence.
            models.UniqueConstraint(
                fields=["person", "procedure"],
                condition=Q(closed_at__isnull=True, procedure__in=ALONE),
                name="case_one_open",
            ),
            # 52-8, 41, 44: the promise of the product as a row can say it.
            models.CheckConstraint(
                condition=Q(held=False) | Q(held_look_at__isnull=False), name="case_held_has_a_date"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(held=False), name="case_closed_holds_nobody"
            ),
            # The mark is not a matter of opinion: in these states somebody is held, in all but one of the
            # others nobody is (free persons too are screened after the order).
            models.CheckConstraint(
                condition=(Q(held=True) & Q(custody__in=[*HELD, "post_order_screening"]))
                | (Q(held=False) & ~Q(custody__in=HELD)),
                name="case_held_is_its_custody",
            ),
            models.CheckConstraint(
                condition=Q(stage=KT("states__stage")) & Q(custody=KT("states__custody")),
                name="case_columns_are_its_states",
            ),
            # 47(5): no removal order while a special-permission application is undecided.
            models.CheckConstraint(
                condition=~Q(states__special_permission="sp_pending", facts__order_in_force=True),
                name="case_no_order_while_sp_pending",
            ),
            # 44-8(6): pre-order supervision never outlives the removal order.
            models.CheckConstraint(
                condition=~Q(custody="supervised_pre", facts__order_in_force=True),
                name="case_supervision_ends_at_order",
            ),
            # 44-3, 52-3: supervision without a supervisor is a vacancy that somebody must fill.
            models.CheckConstraint(
                condition=~Q(custody__in=["supervised_pre", "supervised_post"])
                # Containment, not a lookup: of a fact that is missing it says no, and not null.
                | Q(facts__contains={"has_supervisor": True})
                | Q(facts__contains={"supervisor_vacant": True}),
                name="case_supervised_has_supervisor",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Counter(models.Model):
    """The last number given out in a series of case numbers."""

    series = models.CharField(primary_key=True, max_length=60)
    last = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.series} {self.last}"
