"""Surveys at the desk: what is asked when, who answers, how it looks on a phone."""
