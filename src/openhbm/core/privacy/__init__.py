"""May this be shown? Suppression, anonymity, pseudonyms and retention."""
