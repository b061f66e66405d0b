"""The early-warning board: from signals through the alert to who confirmed and what was done."""
