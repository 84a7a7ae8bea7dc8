"""Asking without a screen: telephone, paper, groups and interviews, and thanks for answering."""
