"""Where and how an expense was made: network, referral, emergency, an illness from before. Only plans that ask look (P5, L3)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from hearten.domains.claims.models import ClaimLine
from hearten.domains.partners.selectors import hospital_networks
from hearten.engines.costsharing import Rules


@dataclass(frozen=True)
class Circumstances:
    """As the engine takes them. A hospital we do not know is outside the network, which a person then looks at."""

    tier: int = 0
    emergency: bool = False
    referred: bool = False
    unlisted: bool = False
    pre_existing: bool = False


_NONE = Circumstances()


@lru_cache(maxsize=512)
def asked_of(rules: Rules) -> tuple[str, ...]:
    """The facts that a plan's rules look at, by their names in `benefit_facts`."""
    asked = []
    if rules.network is not None or any(category.listed_hospitals_only for category in rules.categories):
        asked += ["network", "emergency"]
    if any(category.referral_required for category in rules.categories):
        asked.append("referred")
    factors = [group.pre_existing_factor for group in rules.groups.values()]
    if rules.pre_existing is not None or any(factor is not None for factor in factors):
        asked.append("pre_existing")
    return tuple(asked)


def circumstances_of(line: ClaimLine, rules: Rules) -> Circumstances:
    """The circumstances of one expense; the sealed facts are opened only where the plan asks for them."""
    asked = asked_of(rules)
    if not asked:
        return _NONE
    facts = line.benefit_facts or {}
    network = facts.get("network") or hospital_networks().get(line.provider.strip(), "")
    return Circumstances(
        tier=_tier(rules, str(network)),
        emergency=bool(facts.get("emergency")),
        referred=bool(facts.get("referred")),
        unlisted=not network,
        pre_existing=bool(facts.get("pre_existing")),
    )


def _tier(rules: Rules, network: str) -> int:
    if rules.network is None:
        return 0
    tiers = rules.network.tiers
    return tiers.index(network) if network in tiers else len(tiers) - 1
