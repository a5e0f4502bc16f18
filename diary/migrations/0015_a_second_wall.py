"""PostgreSQL shows a request only the patients it is for (`diary/wall.py`)."""

from django.db import migrations

INSIDE = "(SELECT current_setting('ebb.wall', true)) = 'inside'"
PERSON = "(SELECT nullif(current_setting('ebb.person', true), '')::uuid)"
SEES = "ANY ((SELECT string_to_array(current_setting('ebb.sees', true), ',')::uuid[])::uuid[])"
# A query inside a policy passes the wall itself: who sees a patient is written down once, for the first table.
PATIENTS = f"{INSIDE} OR user_id = {PERSON} OR id = {SEES} OR clinic_id = {SEES}"
THEIRS = "{inside} OR EXISTS (SELECT 1 FROM {of} AS own WHERE own.id = {table}.{column})"

OF_PATIENTS = (
    "adverseevent appointment assessment careteammember consent course easing entry entryrevision externalpatient "
    "flagchange invitation refusedentry reminder report review session"
)
BELOW = {
    **{f"diary_{name}": ("diary_patient", "patient_id") for name in OF_PATIENTS.split()},
    "diary_share": ("diary_report", "report_id"),
    "diary_shareevent": ("diary_share", "share_id"),
    "alerts_alertcause": ("alerts_alert", "alert_id"),
    "alerts_alertevent": ("alerts_alert", "alert_id"),
}


def policies():
    """The condition of each table: which of its rows a statement may read or write."""
    yield "diary_patient", PATIENTS
    for table, (of, column) in BELOW.items():
        yield table, THEIRS.format(inside=INSIDE, of=of, table=table, column=column)
    own = THEIRS.format(inside=INSIDE, of="diary_patient", table="diary_auditevent", column="patient_id")
    yield "diary_auditevent", f"{own} OR patient_id IS NULL"
    # To `alerts` a subject is an opaque id: a patient's, or in a drill a clinic's.
    own = THEIRS.format(inside=INSIDE, of="diary_patient", table="alerts_alert", column="subject")
    yield "alerts_alert", f"{own} OR subject = {SEES}"


def build(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table, condition in policies():
        schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        schema_editor.execute(f"CREATE POLICY ebb_wall ON {table} USING ({condition}) WITH CHECK ({condition})")


def take_down(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table, _ in policies():
        schema_editor.execute(f"DROP POLICY ebb_wall ON {table}")
        schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")


class Migration(migrations.Migration):
    dependencies = [
        ("diary", "0014_what_a_clinic_does_again"),
        ("alerts", "0008_fewer_indexes"),
    ]

    operations = [
        migrations.RunPython(build, take_down),
    ]
