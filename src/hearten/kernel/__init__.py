"""Plain Python that every floor stands on: money, time, identity, errors, facts. No domain words."""
