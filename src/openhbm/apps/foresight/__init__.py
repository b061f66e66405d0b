"""How many will come, and is it more than usual? Forecasts and alerts per post."""
