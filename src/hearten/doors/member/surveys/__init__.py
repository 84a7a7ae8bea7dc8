"""Answering a survey on the phone."""
