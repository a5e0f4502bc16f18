"""Patients, courses, sessions and entries: recording, judging and showing them. Telling people is left to `alerts`."""
