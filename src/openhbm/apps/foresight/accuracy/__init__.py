"""What forecasts and alarms were worth: set against what was counted afterwards."""
