"""Signing in and out, second factors, how long a session lasts."""
