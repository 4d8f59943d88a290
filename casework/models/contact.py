"""How a person wishes to be told of their procedures."""

from django.db import models


class PersonContact(models.Model):
    """Where and in which language a person is written to. Written by `casework.outside.contacts` alone."""

    class Language(models.TextChoices):
        """The languages in which people outside are written to."""

        JA = "ja", "日本語"
        EN = "en", "英語"
        PLAIN = "plain", "やさしい日本語"

    person = models.OneToOneField(
        "casework.Person", primary_key=True, on_delete=models.CASCADE, related_name="contact"
    )
    email = models.EmailField("メールアドレス", blank=True)
    # As written, and for comparing (workflows.identity.phone_key).
    phone = models.CharField("電話番号", max_length=40, blank=True, default="")
    phone_key = models.CharField(max_length=15, blank=True, default="", editable=False)
    language = models.CharField("言語", max_length=10, choices=Language.choices)
    # Whether letters go to the address on file where there is no e-mail.
    letters = models.BooleanField("住居地へ手紙を送る", default=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(
                fields=["phone_key"],
                name="contact_phone",
                opclasses=["varchar_pattern_ops"],
                condition=~models.Q(phone_key=""),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(language__in=("ja", "en", "plain")), name="contact_language_known"
            ),
        ]

    def __str__(self) -> str:
        return f"contact of person {self.person_id}"
