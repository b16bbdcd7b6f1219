"""The database itself keeps the way of an agency: a step is never altered or deleted, a wrong one is followed by another."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION connection_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the way of an agency is never altered (% on %)', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER step_is_kept BEFORE UPDATE OR DELETE ON connection_step
    FOR EACH ROW EXECUTE FUNCTION connection_refuse();
"""

BACKWARD = """
DROP TRIGGER step_is_kept ON connection_step;
DROP FUNCTION connection_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("connection", "0001_ladder")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
