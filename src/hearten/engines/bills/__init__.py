"""Reading Chinese medical bills from pieces of text with their places. (docs/algorithms/bill_reading.md)"""

from hearten.engines.bills.capitals import capitals_of, minor_of_capitals
from hearten.engines.bills.classes import BILLS, DocumentClass
from hearten.engines.bills.page import Page, TextBox
from hearten.engines.bills.reader import BillReading, ReadField, ReadItem, read_bill

__all__ = [
    "BILLS",
    "BillReading",
    "DocumentClass",
    "Page",
    "ReadField",
    "ReadItem",
    "TextBox",
    "capitals_of",
    "minor_of_capitals",
    "read_bill",
]
