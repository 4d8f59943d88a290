"""Work items learn their case's procedure; notes, versions of documents, movements of work and looks are only
ever added: the database itself refuses to change or delete one."""

from django.db import migrations

TABLES = ("note", "documentversion", "workmove", "look")

FILL = """
UPDATE casework_workitem w SET procedure = c.procedure FROM casework_case c WHERE c.id = w.case_id
"""

FORWARD = """
CREATE FUNCTION casework_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are only added (%)', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
""" + "".join(
    f"""
CREATE TRIGGER casework_{table}_only_added BEFORE UPDATE OR DELETE ON casework_{table}
  FOR EACH ROW EXECUTE FUNCTION casework_only_added();
CREATE TRIGGER casework_{table}_no_truncate BEFORE TRUNCATE ON casework_{table}
  FOR EACH STATEMENT EXECUTE FUNCTION casework_only_added();
"""
    for table in TABLES
)

BACKWARD = "".join(
    f"DROP TRIGGER casework_{table}_only_added ON casework_{table};"
    f"DROP TRIGGER casework_{table}_no_truncate ON casework_{table};"
    for table in TABLES
) + "DROP FUNCTION casework_only_added();"


class Migration(migrations.Migration):
    dependencies = [("casework", "0006_workbench")]
    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
