from django.db import migrations

REFUSE = """
CREATE FUNCTION products_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published product version is neither changed nor removed'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER products_published_stays BEFORE UPDATE OR DELETE ON products_productversion
    FOR EACH ROW EXECUTE FUNCTION products_refuse_change();
"""
UNDO = "DROP TRIGGER products_published_stays ON products_productversion; DROP FUNCTION products_refuse_change();"


class Migration(migrations.Migration):
    dependencies = [("products", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, UNDO)]
