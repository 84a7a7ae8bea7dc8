"""Which answers deserve a second look before they are counted? Flags with reasons, nothing dropped (docs/algorithms/answer_quality.md)."""
