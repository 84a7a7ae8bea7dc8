from hearten.domains.health.models.record import HealthRecord

__all__ = ["HealthRecord"]
