"""What only PostgreSQL has. The run on SQLite does not collect it; `./ebb test` runs it on the other."""

from django.db import connection

collect_ignore_glob = [] if connection.vendor == "postgresql" else ["test_*.py"]
