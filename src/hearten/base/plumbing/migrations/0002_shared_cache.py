from django.db import migrations

# As `createcachetable` would make it; unlogged, for what it holds may be lost with a power cut.
CREATE = """
CREATE UNLOGGED TABLE plumbing_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX plumbing_cache_expires ON plumbing_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("plumbing", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, "DROP TABLE plumbing_cache")]
