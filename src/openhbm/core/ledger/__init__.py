"""Was anything altered, and which of two edits stands? Hash chain, clocks, envelopes."""
