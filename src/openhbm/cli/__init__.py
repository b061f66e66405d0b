"""The command line: ``hbm NOUN VERB``. Parses, calls one action or query, prints."""
