"""A `Summary` as a FHIR R4 document: one Bundle that begins with its Composition. It adds no facts."""
