"""What a search goes along: words of names by their beginning, marks left by files, telephone numbers."""

import re

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.expressions
from django.db import migrations, models

from workflows import identity

BATCH = 5000

# A file leaves marks on its person: where it is kept, where its person is held, its procedure, its card. They
# are added and never taken away, as they only lead to people: who may see the file is asked besides.
FORWARD = """
CREATE FUNCTION casework_marks(wanted casework_case) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT array_remove(ARRAY[
    '@' || wanted.office_id,
    '@' || left(nullif(wanted.facts ->> 'facility', ''), 60),
    '~' || wanted.procedure,
    '#' || left(nullif(regexp_replace(upper(wanted.facts ->> 'card_no'), '[^0-9A-Z]', '', 'g'), ''), 40)
  ], NULL)
$$;
CREATE FUNCTION casework_mark_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE casework_person
     SET marks = ARRAY(SELECT DISTINCT m FROM unnest(marks || casework_marks(NEW)) m ORDER BY m)
   WHERE id = NEW.person_id AND NOT marks @> casework_marks(NEW);
  RETURN NULL;
END $$;
CREATE TRIGGER casework_case_marks AFTER INSERT ON casework_case
  FOR EACH ROW EXECUTE FUNCTION casework_mark_person();
CREATE TRIGGER casework_case_marks_again AFTER UPDATE ON casework_case FOR EACH ROW WHEN (
  OLD.office_id IS DISTINCT FROM NEW.office_id
  OR OLD.procedure IS DISTINCT FROM NEW.procedure
  OR OLD.person_id IS DISTINCT FROM NEW.person_id
  OR OLD.facts -> 'facility' IS DISTINCT FROM NEW.facts -> 'facility'
  OR OLD.facts -> 'card_no' IS DISTINCT FROM NEW.facts -> 'card_no'
) EXECUTE FUNCTION casework_mark_person();
"""
BACKWARD = """
DROP TRIGGER casework_case_marks ON casework_case;
DROP TRIGGER casework_case_marks_again ON casework_case;
DROP FUNCTION casework_mark_person();
DROP FUNCTION casework_marks(casework_case);
"""
MARK = """
UPDATE casework_person p SET marks = f.marks FROM (
  SELECT c.person_id, array_agg(DISTINCT m ORDER BY m) AS marks
  FROM casework_case c CROSS JOIN LATERAL unnest(casework_marks(c)) m GROUP BY c.person_id) f
WHERE f.person_id = p.id
"""


def part_names(apps, schema_editor):
    """Give people and organisations on file the parts by which they are found."""
    person = apps.get_model("casework", "Person")
    other = apps.get_model("casework", "PersonName")
    last = 0
    while people := list(person.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = people[-1].pk
        names = {}
        for pk, value in other.objects.filter(person__in=people).values_list("person_id", "value"):
            names.setdefault(pk, []).append(value)
        rows = []
        for row in people:
            aliases = [part.strip() for part in re.split(r"[、,，;；/／]", row.aliases) if part.strip()]
            own = (row.name_alphabet, row.name_kanji, row.name_kana, *aliases, *names.get(row.pk, ()))
            rows.append((list(identity.parts(*own)), row.pk))
        with schema_editor.connection.cursor() as cursor:
            cursor.executemany("UPDATE casework_person SET name_words = %s WHERE id = %s", rows)
    organisation = apps.get_model("casework", "Organisation")
    rows = []
    for row in organisation.objects.all():
        numbers = {identity.number_key(number) for number in (row.corporate_number, row.registered_number)}
        parts = identity.parts(row.name, row.name_kana, inside_kana=True)
        marks = sorted(f"#{number}" for number in numbers if number)
        rows.append(([*parts, *marks], row.pk))
    with schema_editor.connection.cursor() as cursor:
        cursor.executemany("UPDATE casework_organisation SET name_words = %s WHERE id = %s", rows)


def leave(apps, schema_editor):
    """More words than before do no harm."""


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0008_day"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="identitydocument",
            name="document_number",
        ),
        migrations.RemoveIndex(
            model_name="organisation",
            name="organisation_name_words",
        ),
        migrations.RemoveIndex(
            model_name="person",
            name="person_name_begins",
        ),
        migrations.RemoveIndex(
            model_name="person",
            name="person_name_words",
        ),
        migrations.AddField(
            model_name="person",
            name="marks",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(),
                blank=True,
                db_default=[],
                default=list,
                editable=False,
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="personcontact",
            name="phone",
            field=models.CharField(blank=True, default="", max_length=40, verbose_name="電話番号"),
        ),
        migrations.AddField(
            model_name="personcontact",
            name="phone_key",
            field=models.CharField(blank=True, default="", editable=False, max_length=15),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunPython(part_names, leave),
        migrations.RunSQL(MARK, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="identitydocument",
            index=models.Index(
                fields=["number_key", "kind"],
                name="document_number",
                opclasses=["varchar_pattern_ops", "varchar_ops"],
            ),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(models.F("name_words"), function="array_to_tsvector"), name="organisation_lexemes"
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                fields=["name_fold", "id"],
                name="person_name_begins",
                opclasses=["text_pattern_ops", "int8_ops"],
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(
                    django.db.models.expressions.CombinedExpression(
                        models.F("name_words"), "||", models.F("marks")
                    ),
                    function="array_to_tsvector",
                ),
                name="person_lexemes",
            ),
        ),
        migrations.AddIndex(
            model_name="personcontact",
            index=models.Index(
                condition=models.Q(("phone_key", ""), _negated=True),
                fields=["phone_key"],
                name="contact_phone",
                opclasses=["varchar_pattern_ops"],
            ),
        ),
    ]
