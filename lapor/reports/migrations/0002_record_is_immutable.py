"""The database itself keeps the record: events are never altered or deleted, words are erased or left alone."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION reports_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record of a report is never altered (% on %)', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER event_is_immutable BEFORE UPDATE OR DELETE ON reports_event
    FOR EACH ROW EXECUTE FUNCTION reports_refuse();
CREATE TRIGGER event_is_kept BEFORE TRUNCATE ON reports_event
    FOR EACH STATEMENT EXECUTE FUNCTION reports_refuse();

-- Words: the only change is to erase them, the only way out is none.
CREATE TRIGGER content_is_erased_or_left BEFORE UPDATE ON reports_reportcontent
    FOR EACH ROW
    WHEN (NOT (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND length(NEW.ciphertext) = 0
               AND (NEW.report_id, NEW.event_id, NEW.part, NEW.commitment)
                   = (OLD.report_id, OLD.event_id, OLD.part, OLD.commitment)))
    EXECUTE FUNCTION reports_refuse();
CREATE TRIGGER content_is_kept BEFORE DELETE ON reports_reportcontent
    FOR EACH ROW EXECUTE FUNCTION reports_refuse();
"""

BACKWARD = """
DROP TRIGGER event_is_immutable ON reports_event;
DROP TRIGGER event_is_kept ON reports_event;
DROP TRIGGER content_is_erased_or_left ON reports_reportcontent;
DROP TRIGGER content_is_kept ON reports_reportcontent;
DROP FUNCTION reports_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_reports")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
