"""One module per claim: ours beside the peer, on the same data, in one run."""
