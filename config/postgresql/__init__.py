"""Django's PostgreSQL, with moments read by psycopg's own code: `ENGINE` of every database that is one."""
