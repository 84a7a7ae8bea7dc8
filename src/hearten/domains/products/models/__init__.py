from hearten.domains.products.models.version import ProductVersion

__all__ = ["ProductVersion"]
