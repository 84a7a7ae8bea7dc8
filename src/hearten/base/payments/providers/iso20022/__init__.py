"""Payment files by ISO 20022: writing pain.001, reading pain.002, camt.053 and camt.054. No database, no clock."""

from hearten.base.payments.providers.iso20022.codes import Meaning, meaning_of
from hearten.base.payments.providers.iso20022.reading import read_message
from hearten.base.payments.providers.iso20022.writing import credit_transfer

__all__ = ["Meaning", "credit_transfer", "meaning_of", "read_message"]
