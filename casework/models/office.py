"""Offices of the agency."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Office(models.Model):
    """A bureau, branch, sub-office, detention centre or the headquarters."""

    code = models.CharField(primary_key=True, max_length=40)
    ja = models.CharField(max_length=100)
    en = models.CharField(max_length=120)
    kind = models.CharField(max_length=30)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="branches"
    )
    detention_facility = models.BooleanField(default=False)
    jurisdiction = ArrayField(models.CharField(max_length=30), default=list, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.ja
