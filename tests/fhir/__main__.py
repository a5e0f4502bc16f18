"""`python -m tests.fhir`: installs the validators, so that no test has to wait for it."""

from tests.fhir import install

if __name__ == "__main__":
    install()
