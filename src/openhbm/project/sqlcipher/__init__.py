"""Django's SQLite backend on SQLCipher, so that a seized laptop holds nothing readable."""
