"""Will people understand these questions, and can their answers be trusted? (docs/algorithms/wording_check.md)"""
