"""The clinical core: given a history and a moment, what is wrong, what is expected, and when to look again.

Pure: the standard library, numpy and scipy.special. It knows no Django, no database, no clock and nobody's name.
"""
