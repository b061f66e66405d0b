"""Asking biometric engines of others. No service to a person waits for one, or depends on it."""
