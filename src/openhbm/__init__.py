"""OpenHBM: humanitarian border management, before, during and after a crisis."""
