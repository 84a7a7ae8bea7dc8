"""What do the answers to a study say? One `StudyFrame` is read; every analysis is a function of it."""
