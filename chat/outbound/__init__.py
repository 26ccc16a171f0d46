"""Requests to servers of other sites."""
