"""What a questionnaire shows to whom: conditions, pages, piping, seeded order, quotas. Pure: answers in, what to show out."""
