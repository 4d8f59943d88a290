"""Organisations that receive, teach, support or represent foreign nationals."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q


class Organisation(models.Model):
    """An organisation. `approved_online`: the regional director finds it fit for filing online
    (Regulation 61-3(6)). `registered_number` is that of a registered support organisation, or the number
    under which the organisation's staff are approved to file. `name_fold` and `name_words` are the folded
    forms by which it is found, the numbers among them with a `#`, the telephone number in its international
    form with a `+`; written by `casework.organisations` alone."""

    class Kind(models.TextChoices):
        """What it is to the people it deals with."""

        COMPANY = "company", "企業等"
        SCHOOL = "school", "教育機関"
        SUPPORT_ORG = "support_org", "登録支援機関"
        AGENT = "agent", "弁護士・行政書士事務所"
        SUPERVISING_ORG = "supervising_org", "監理団体"
        PUBLIC_INTEREST = "public_interest", "公益法人"

    name = models.CharField("名称", max_length=200)
    name_kana = models.CharField("名称(カナ)", max_length=200, blank=True)
    kind = models.CharField("種類", max_length=20, choices=Kind.choices)
    corporate_number = models.CharField("法人番号", max_length=13, blank=True)
    registered_number = models.CharField("登録番号・承認番号", max_length=40, blank=True)
    approved_online = models.BooleanField("オンライン申請の承認", default=False)
    address = models.CharField("所在地", max_length=300, blank=True)
    contact_email = models.EmailField("連絡先", blank=True)
    phone = models.CharField("電話番号", max_length=40, blank=True, default="")
    created_at = models.DateTimeField()
    name_fold = models.CharField(max_length=400, blank=True, default="", editable=False)
    name_words = ArrayField(models.TextField(), default=list, blank=True, editable=False)

    class Meta:
        ordering = ["name", "id"]
        indexes = [
            models.Index(
                fields=["name_fold"], name="organisation_name_begins", opclasses=["text_pattern_ops"]
            ),
            GinIndex(Func(F("name_words"), function="array_to_tsvector"), name="organisation_lexemes"),
        ]
        constraints = [
            # One corporation may be a company and a supervising organisation at once.
            models.UniqueConstraint(
                fields=["corporate_number", "kind"],
                condition=~Q(corporate_number=""),
                name="organisation_once",
            ),
            models.CheckConstraint(
                condition=Q(corporate_number="") | Q(corporate_number__regex=r"^[0-9]{13}$"),
                name="organisation_corporate_number",
            ),
        ]

    def __str__(self) -> str:
        return self.name
