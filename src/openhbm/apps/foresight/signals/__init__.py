"""The signal ledger: what was heard, how it is graded, what people made of it and did."""
