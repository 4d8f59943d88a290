"""The record is append-only: the database itself refuses to change or delete an entry.

One change is let through, the lawful erasure of an entry's facts: `facts` becomes null and all else
stays as it was. TRUNCATE is refused as well; the test database, which is emptied that way between
tests, switches triggers off for its own session (session_replication_role).
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION casework_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.facts IS NULL AND OLD.facts IS NOT NULL
     AND to_jsonb(NEW) - 'facts' = to_jsonb(OLD) - 'facts' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the record of a case is append-only (%)', TG_OP
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER casework_event_append_only BEFORE UPDATE OR DELETE ON casework_event
  FOR EACH ROW EXECUTE FUNCTION casework_event_is_append_only();
CREATE TRIGGER casework_event_no_truncate BEFORE TRUNCATE ON casework_event
  FOR EACH STATEMENT EXECUTE FUNCTION casework_event_is_append_only();
CREATE FUNCTION casework_checkpoint_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a checkpoint of the record is final (%)', TG_OP
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER casework_checkpoint_final BEFORE UPDATE OR DELETE ON casework_checkpoint
  FOR EACH ROW EXECUTE FUNCTION casework_checkpoint_is_final();
CREATE TRIGGER casework_checkpoint_no_truncate BEFORE TRUNCATE ON casework_checkpoint
  FOR EACH STATEMENT EXECUTE FUNCTION casework_checkpoint_is_final();
"""

BACKWARD = """
DROP TRIGGER casework_event_append_only ON casework_event;
DROP TRIGGER casework_event_no_truncate ON casework_event;
DROP TRIGGER casework_checkpoint_final ON casework_checkpoint;
DROP TRIGGER casework_checkpoint_no_truncate ON casework_checkpoint;
DROP FUNCTION casework_event_is_append_only();
DROP FUNCTION casework_checkpoint_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
