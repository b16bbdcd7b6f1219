"""The database itself keeps what was published: neither an evaluation nor a result in it is altered any more."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION evaluation_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published evaluation is never altered (% on %)', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER evaluation_is_kept BEFORE UPDATE OR DELETE ON evaluation_evaluation
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION evaluation_refuse();

CREATE FUNCTION evaluation_refuse_result() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM evaluation_evaluation
               WHERE id = coalesce(NEW.evaluation_id, OLD.evaluation_id) AND published_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a published result is never altered (%)', TG_OP USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER result_is_kept BEFORE INSERT OR UPDATE OR DELETE ON evaluation_result
    FOR EACH ROW EXECUTE FUNCTION evaluation_refuse_result();
"""

BACKWARD = """
DROP TRIGGER result_is_kept ON evaluation_result;
DROP FUNCTION evaluation_refuse_result();
DROP TRIGGER evaluation_is_kept ON evaluation_evaluation;
DROP FUNCTION evaluation_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0002_first_method")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
