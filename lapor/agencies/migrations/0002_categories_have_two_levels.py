from django.db import migrations

FORWARDS = """
CREATE FUNCTION agencies_category_two_levels() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.parent_id IS NOT NULL AND (
        EXISTS (SELECT FROM agencies_category WHERE id = NEW.parent_id AND parent_id IS NOT NULL)
        OR EXISTS (SELECT FROM agencies_category WHERE parent_id = NEW.id)
        OR NEW.parent_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'categories have two levels' USING ERRCODE = 'check_violation', CONSTRAINT = 'category_two_levels';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER category_two_levels BEFORE INSERT OR UPDATE OF parent_id ON agencies_category
    FOR EACH ROW EXECUTE FUNCTION agencies_category_two_levels();
"""

BACKWARDS = """
DROP TRIGGER category_two_levels ON agencies_category;
DROP FUNCTION agencies_category_two_levels;
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0001_units_teams_categories")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
