"""`./ebb test-browsers`: what is too dear for each run. Lighthouse, and a smoke test in WebKit and Firefox."""
