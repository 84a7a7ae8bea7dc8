from hearten.domains.channels.models.message import Message
from hearten.domains.channels.models.preference import Preference

__all__ = ["Message", "Preference"]
