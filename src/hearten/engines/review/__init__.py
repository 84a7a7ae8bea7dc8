"""What should a person look at before this claim is decided? Warning rules over claims, published rules over their items."""

from hearten.engines.review.book import KINDS, Severity, WarningRule, compile_book
from hearten.engines.review.columns import MISSING, Book, Cases, Item, Visit
from hearten.engines.review.line_rules import LineFinding, LineKind, LineRule, Person, RuleTable, check_lines
from hearten.engines.review.warnings import Finding, warn

__all__ = [
    "KINDS",
    "MISSING",
    "Book",
    "Cases",
    "Finding",
    "Item",
    "LineFinding",
    "LineKind",
    "LineRule",
    "Person",
    "RuleTable",
    "Severity",
    "Visit",
    "WarningRule",
    "check_lines",
    "compile_book",
    "warn",
]
