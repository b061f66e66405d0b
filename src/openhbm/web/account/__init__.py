"""Signing in, second factors, recovery, devices: django-allauth with this project's pages."""
