"""Filings that wait at reception are found by a search."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

from casework.finding import filed

BATCH = 1000
OPEN = ("waiting", "parked")


def make_findable(apps, schema_editor):
    """Give the filings that are open what they are found by."""
    intake = apps.get_model("casework", "Intake")
    last = 0
    while rows := list(
        intake.objects.filter(pk__gt=last, status__in=OPEN).select_related("person").order_by("pk")[:BATCH]
    ):
        last = rows[-1].pk
        names, numbers = _on_file(apps, [row.person_id for row in rows if row.person_id])
        filled = []
        for row in rows:
            people = [one["person"] for one in row.candidates]
            who = filed.applicant(row.person_data)
            if row.person is not None:
                people.append(row.person_id)
                own = filed.applicant(vars(row.person))
                who = filed.Applicant(
                    (*own.names, *names.get(row.person_id, ())),
                    tuple(numbers.get(row.person_id, ())),
                    row.person.birth_date,
                )
            words = filed.found_by(who, row.facts, office=row.office_id, filer=row.filer_name, people=people)
            filled.append((words, row.pk))
        with schema_editor.connection.cursor() as cursor:
            cursor.executemany("UPDATE casework_intake SET found_by = %s WHERE id = %s", filled)


def _on_file(apps, people):
    names, numbers = {}, {}
    if people:
        rows = apps.get_model("casework", "PersonName").objects.filter(person__in=people)
        for pk, value in rows.values_list("person_id", "value"):
            names.setdefault(pk, []).append(value)
        rows = apps.get_model("casework", "IdentityDocument").objects.filter(person__in=people)
        for pk, key in rows.values_list("person_id", "number_key"):
            numbers.setdefault(pk, []).append(key)
    return names, numbers


def leave(apps, schema_editor):
    """The column goes with what is in it."""


class Migration(migrations.Migration):
    dependencies = [("casework", "0013_organisation_phone")]

    operations = [
        migrations.AddField(
            model_name="intake",
            name="found_by",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(),
                blank=True,
                db_default=[],
                default=list,
                editable=False,
                size=None,
            ),
        ),
        migrations.RunPython(make_findable, leave),
        migrations.AddIndex(
            model_name="intake",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(models.F("found_by"), function="array_to_tsvector"),
                name="intake_lexemes",
                fastupdate=False,
                condition=models.Q(("status__in", ["waiting", "parked"])),
            ),
        ),
        migrations.AddIndex(
            model_name="intake",
            index=models.Index(
                fields=["organisation", "received_at", "id"],
                name="intake_open_organisation",
                condition=models.Q(("status__in", ["waiting", "parked"])),
            ),
        ),
    ]
