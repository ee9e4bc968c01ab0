"""The record: tables, unit of work, migrations, the embedded database and the queue."""
