"""Those who answer questions about customers. The setting ACCOUNT_VERIFIER names the one in use."""
