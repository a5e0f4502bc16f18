"""How to describe a course: one picture that every format and screen draws. Does not know who may see it."""
