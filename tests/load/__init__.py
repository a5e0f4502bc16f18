"""Ten thousand patients' week, sped up, against the whole of Ebb: what it bears, how soon people are told, and whether all were."""
