"""The only writes. Keyword-only, atomic, verb_noun; `by` and `now` are given. Knows no HTTP and no formats."""
