"""People whose cases are kept."""

from django.db import models


class Person(models.Model):
    """A foreign national. The passport's alphabet name is the principal name; names are stored as
    written and never normalised."""

    name_alphabet = models.CharField("氏名(旅券)", max_length=200)
    name_kanji = models.CharField("漢字氏名", max_length=100, blank=True)
    name_kana = models.CharField("カナ氏名", max_length=200, blank=True)
    aliases = models.CharField("通称・別名", max_length=200, blank=True)
    birth_date = models.DateField("生年月日", null=True, blank=True)
    sex = models.CharField("性別", max_length=1, blank=True)
    nationality = models.CharField("国籍・地域", max_length=3)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["birth_date", "nationality"], name="person_birth_nationality"),
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"
