"""Alerts on their way out: e-mail, signed webhooks, and the Common Alerting Protocol."""
