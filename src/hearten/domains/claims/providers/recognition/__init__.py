"""Reading text off pictures and PDFs in this process, without a network. (docs/algorithms/bill_reading.md)"""

from hearten.domains.claims.providers.recognition.local import LocalRecogniser

__all__ = ["LocalRecogniser"]
