"""The database's own indexes over the tables of tokens, and the first list of synonyms.

On SQLite the triggers live on the table: a later migration that remakes it must make them again.
"""

from pathlib import Path

from django.db import migrations

TABLES = {"search_offredocument": "offre_id", "search_pagedocument": "page_id"}
SQLITE = (
    """CREATE VIRTUAL TABLE {table}_fts USING fts5(
        tokens, content='{table}', content_rowid='{key}', detail=none, tokenize="ascii tokenchars ':_'")""",
    """CREATE TRIGGER {table}_added AFTER INSERT ON {table} BEGIN
        INSERT INTO {table}_fts(rowid, tokens) VALUES (new.{key}, new.tokens); END""",
    """CREATE TRIGGER {table}_removed AFTER DELETE ON {table} BEGIN
        INSERT INTO {table}_fts({table}_fts, rowid, tokens) VALUES ('delete', old.{key}, old.tokens); END""",
    """CREATE TRIGGER {table}_changed AFTER UPDATE ON {table} BEGIN
        INSERT INTO {table}_fts({table}_fts, rowid, tokens) VALUES ('delete', old.{key}, old.tokens);
        INSERT INTO {table}_fts(rowid, tokens) VALUES (new.{key}, new.tokens); END""",
)
POSTGRESQL = (
    """ALTER TABLE {table} ADD COLUMN document tsvector
        GENERATED ALWAYS AS (array_to_tsvector(string_to_array(tokens, ' '))) STORED""",
    "ALTER TABLE {table} ADD COLUMN weight text GENERATED ALWAYS AS (repeat(' ', 2048)) STORED",
    "ALTER TABLE {table} ALTER COLUMN tokens SET STORAGE EXTERNAL",
    "ALTER TABLE {table} ALTER COLUMN document SET STORAGE EXTERNAL",
    "ALTER TABLE {table} SET (toast_tuple_target = 128)",
    "CREATE INDEX {table}_document ON {table} USING gin (document)",
    """CREATE FUNCTION {table}_keys(question tsquery) RETURNS bytea LANGUAGE sql STABLE SET enable_seqscan = off
        AS $$ SELECT string_agg(int4send({key}::int4), '') FROM {table} WHERE document @@ question $$""",
)
"""A question finds up to a third of all rows, and visits each. So what they say is kept out of line (TOAST), which
PostgreSQL does only for rows over 2 KB: `weight`, of which compression leaves 40 bytes, makes every row one. At 100,000
offers, 1,400 pages to visit instead of 19,000, and 7 ms instead of 60. The planner does not count what reading out of
line costs, hence the function; keys come as bytes, which Python takes in at once."""
UNDO = {
    "sqlite": (*(f"DROP TRIGGER {{table}}_{name}" for name in ("added", "removed", "changed")), "DROP TABLE {table}_fts"),
    "postgresql": (
        "DROP FUNCTION {table}_keys",
        "ALTER TABLE {table} DROP COLUMN document, DROP COLUMN weight",
    ),
}


def _run(schema_editor, statements: dict) -> None:
    with schema_editor.connection.cursor() as cursor:
        for table, key in TABLES.items():
            for statement in statements[schema_editor.connection.vendor]:
                cursor.execute(statement.format(table=table, key=key))


def forwards(apps, schema_editor) -> None:
    _run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def backwards(apps, schema_editor) -> None:
    _run(schema_editor, UNDO)


def load_synonyms(apps, schema_editor) -> None:
    lines = (Path(__file__).parent.parent / "donnees" / "synonymes.txt").read_text(encoding="utf-8").splitlines()
    SynonymGroup = apps.get_model("search", "SynonymGroup")
    SynonymGroup.objects.bulk_create([SynonymGroup(terms=line) for line in lines if line], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [
        migrations.RunPython(forwards, backwards),
        migrations.RunPython(load_synonyms, migrations.RunPython.noop),
    ]
