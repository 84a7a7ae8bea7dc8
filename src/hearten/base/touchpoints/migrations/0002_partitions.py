from django.db import migrations

# The table as Django made it is replaced by one cut by month; nothing is in it yet.
PARTITION = """
DROP TABLE touchpoints_touchpoint;
CREATE TABLE touchpoints_touchpoint (
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    stage varchar(12) NOT NULL,
    channel varchar(12) NOT NULL,
    kind varchar(60) NOT NULL,
    outcome varchar(40) NOT NULL,
    duration_s integer,
    refs jsonb NOT NULL,
    occurred_at timestamptz NOT NULL,
    PRIMARY KEY (occurred_at, id)
) PARTITION BY RANGE (occurred_at);
CREATE INDEX touchpoint_customer ON touchpoints_touchpoint (customer_id, occurred_at);
CREATE INDEX touchpoint_kind ON touchpoints_touchpoint (kind, occurred_at);

CREATE FUNCTION touchpoints_ensure_month(month date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    first_day date := date_trunc('month', month)::date;
    part text := format('touchpoints_touchpoint_%s', to_char(first_day, 'YYYY_MM'));
BEGIN
    IF to_regclass(part) IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('touchpoints_ensure_month'));
    IF to_regclass(part) IS NULL THEN
        EXECUTE format(
            'CREATE TABLE %I PARTITION OF touchpoints_touchpoint FOR VALUES FROM (%L) TO (%L)',
            part, first_day::timestamp AT TIME ZONE 'UTC',
            (first_day + interval '1 month')::timestamp AT TIME ZONE 'UTC'
        );
    END IF;
END $$;
"""
UNDO = "DROP FUNCTION touchpoints_ensure_month(date);"


class Migration(migrations.Migration):
    dependencies = [("touchpoints", "0001_initial")]
    operations = [migrations.RunSQL(PARTITION, UNDO)]
