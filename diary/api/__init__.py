"""HTTP in, HTTP out: shape, access, one action, answer. Knows no rules and writes nothing itself."""
