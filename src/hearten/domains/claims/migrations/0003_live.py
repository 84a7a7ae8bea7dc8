from django.db import migrations

# Every step of a claim, whichever way it was written, tells the pages that show the claim. Steps taken over from the
# past tell nobody.
_SQL = """
CREATE FUNCTION claims_step_announced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('hearten_live', 'claim:' || NEW.claim_id);
    RETURN NULL;
END $$;
CREATE TRIGGER claims_step_announced AFTER INSERT ON claims_claimevent
    FOR EACH ROW WHEN (NEW.at > now() - interval '1 hour') EXECUTE FUNCTION claims_step_announced();
"""
_BACK = """
DROP TRIGGER claims_step_announced ON claims_claimevent;
DROP FUNCTION claims_step_announced();
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0002_photo_to_money")]

    operations = [migrations.RunSQL(_SQL, _BACK)]
