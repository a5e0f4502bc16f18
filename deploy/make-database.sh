#!/bin/sh
# Runs once, when the database's folder is made: a plain role that owns the database. PostgreSQL's wall between patients does
# not bind a superuser (ebb.W011).
set -eu
password=$(sed "s/'/''/g" "$POSTGRES_PASSWORD_FILE")
psql --username "$POSTGRES_USER" --set ON_ERROR_STOP=1 <<SQL
CREATE ROLE ebb LOGIN PASSWORD '$password';
CREATE DATABASE ebb OWNER ebb;
SQL
