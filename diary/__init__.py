"""Patients, courses, sessions and entries: recording them, judging them, showing them. Tells nobody anything itself: that is `alerts`."""
