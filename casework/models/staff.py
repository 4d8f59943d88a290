"""Officers: who signs in, which statutory offices they hold, and where."""

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models

from workflows.dossier import Actor
from workflows.roles import Role


class Calendar(models.TextChoices):
    """How years are written on the screens of an officer."""

    WESTERN = "western", "西暦"
    ERA = "era", "和暦"
    BOTH = "both", "併記"


class User(AbstractUser):
    """An officer. `roles` are statutory offices; `is_supervisor` is a post of management, which gives
    sight of the whole office and the duty to act on what is overdue."""

    office = models.ForeignKey("casework.Office", null=True, blank=True, on_delete=models.PROTECT)
    roles = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    is_supervisor = models.BooleanField("管理職", default=False)
    full_name = models.CharField("氏名", max_length=100, blank=True)
    language = models.CharField(max_length=10, default="ja")
    # The part of the office: a code of casework/data/divisions.json; empty where the office is not divided.
    division = models.CharField("部門", max_length=30, blank=True)
    # Western years, Japanese years (令和), or both.
    calendar = models.CharField("暦", max_length=10, choices=Calendar.choices, default=Calendar.WESTERN)
    queue_columns = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    # Whether a second officer must sign the serious steps of this one.
    countersigned = models.BooleanField("重要な手続に決裁を要する", default=False)

    def __str__(self) -> str:
        return self.full_name or self.username

    @property
    def offices_held(self) -> frozenset[Role]:
        """The statutory offices held, as roles."""
        return frozenset(Role(r) for r in self.roles if r in Role._value2member_map_)

    def actor(self) -> Actor:
        """This officer as the law package sees one."""
        return Actor(str(self.pk), self.offices_held, self.office_id or "")
