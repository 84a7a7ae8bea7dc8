"""What answers mean: scores, scales, drivers, groups, needs and comparisons (docs/algorithms/survey_scores.md and its neighbours)."""
