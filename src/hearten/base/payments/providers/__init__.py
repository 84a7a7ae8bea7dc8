"""Those who move money for us. The setting PAYMENT_PROVIDER names the one in use."""
