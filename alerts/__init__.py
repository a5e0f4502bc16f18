"""Telling people until someone answers. Knows users and keys, never pain, symptoms or curves."""
