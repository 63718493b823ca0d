"""The database's own index over the table of tokens, and the first list of synonyms.

On SQLite the triggers live on the table: a later migration that remakes it must make them again.
"""

from pathlib import Path

from django.db import migrations

COLUMNS = ("title", "metier", "context", "body")
_LIST = ", ".join(COLUMNS)
_OLD, _NEW = (", ".join(f"{row}.{column}" for column in COLUMNS) for row in ("old", "new"))
SQLITE = [
    f"""CREATE VIRTUAL TABLE search_offre_fts USING fts5(
        {_LIST}, content='search_offredocument', content_rowid='offre_id', tokenize='unicode61')""",
    f"""CREATE TRIGGER search_offre_added AFTER INSERT ON search_offredocument BEGIN
        INSERT INTO search_offre_fts(rowid, {_LIST}) VALUES (new.offre_id, {_NEW}); END""",
    f"""CREATE TRIGGER search_offre_removed AFTER DELETE ON search_offredocument BEGIN
        INSERT INTO search_offre_fts(search_offre_fts, rowid, {_LIST}) VALUES ('delete', old.offre_id, {_OLD}); END""",
    f"""CREATE TRIGGER search_offre_changed AFTER UPDATE ON search_offredocument BEGIN
        INSERT INTO search_offre_fts(search_offre_fts, rowid, {_LIST}) VALUES ('delete', old.offre_id, {_OLD});
        INSERT INTO search_offre_fts(rowid, {_LIST}) VALUES (new.offre_id, {_NEW}); END""",
]
VECTORS = ("head", "named", "known", "document")
"""What holds the first column, the first two, three, and all four. The first three stay small enough to be read with
the row; the last, which is not, has the index."""
_APART = " || ' xxapartxx ' || "  # No phrase is found across two columns, as on SQLite.
POSTGRESQL = [
    *(
        f"ALTER TABLE search_offredocument ADD COLUMN {name} tsvector "
        f"GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, {_APART.join(COLUMNS[:number])})) STORED"
        for number, name in enumerate(VECTORS, 1)
    ),
    "CREATE INDEX search_offre_document ON search_offredocument USING gin (document)",
]
UNDO = {
    "sqlite": [
        *(f"DROP TRIGGER search_offre_{name}" for name in ("added", "removed", "changed")),
        "DROP TABLE search_offre_fts",
    ],
    "postgresql": [f"ALTER TABLE search_offredocument DROP COLUMN {name}" for name in VECTORS],
}


def _run(schema_editor, statements: dict) -> None:
    with schema_editor.connection.cursor() as cursor:
        for statement in statements[schema_editor.connection.vendor]:
            cursor.execute(statement)


def forwards(apps, schema_editor) -> None:
    _run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def backwards(apps, schema_editor) -> None:
    _run(schema_editor, UNDO)


def load_synonyms(apps, schema_editor) -> None:
    lines = (Path(__file__).parent.parent / "donnees" / "synonymes.txt").read_text(encoding="utf-8").splitlines()
    group = apps.get_model("search", "SynonymGroup")
    group.objects.bulk_create([group(terms=line) for line in lines if line], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [
        migrations.RunPython(forwards, backwards),
        migrations.RunPython(load_synonyms, migrations.RunPython.noop),
    ]
