"""Countries, areas with P-codes, border posts and lanes, sites, the service directory."""
