"""How facts of a price, regions and parts of a contract are called."""

from __future__ import annotations

from hearten.kernel.text import N_

FACT_LABELS = {
    "age": N_("Age"),
    "sex": N_("Sex"),
    "region": N_("Where you live"),
    "occupation_class": N_("Your work"),
    "has_social_insurance": N_("Do you have 医保?"),
}
OCCUPATION_LABELS = {
    1: N_("Office work"),
    2: N_("Light manual or field work"),
    3: N_("Work with machines"),
    4: N_("Heavy manual work, driving"),
    5: N_("Work at heights, on sea or underground"),
    6: N_("Especially dangerous work"),
}
OUTCOME_LABELS = {
    "accept": N_("Accept"),
    "load": N_("Charge more"),
    "exclude": N_("Exclude"),
    "refer": N_("To a person"),
}
GRADE_LABELS = {
    "preferred": N_("Preferred"),
    "standard": N_("Standard"),
    "elevated": N_("Elevated"),
    "high": N_("High"),
}
SECTION_LABELS = {
    "contract": N_("The contract"),
    "cover": N_("What we pay"),
    "exclusions": N_("What we don't pay"),
    "premium": N_("Premium and term"),
    "claims": N_("When you claim"),
    "general": N_("Everything else"),
}
READING_LABELS = {
    "easy": N_("Easy to read"),
    "fair": N_("Takes some care"),
    "hard": N_("Hard to read"),
}
# GB/T 2260, the first level; a price looks at the first two digits.
REGION_LABELS = {
    "110000": N_("Beijing"),
    "120000": N_("Tianjin"),
    "130000": N_("Hebei"),
    "140000": N_("Shanxi"),
    "150000": N_("Inner Mongolia"),
    "210000": N_("Liaoning"),
    "220000": N_("Jilin"),
    "230000": N_("Heilongjiang"),
    "310000": N_("Shanghai"),
    "320000": N_("Jiangsu"),
    "330000": N_("Zhejiang"),
    "340000": N_("Anhui"),
    "350000": N_("Fujian"),
    "360000": N_("Jiangxi"),
    "370000": N_("Shandong"),
    "410000": N_("Henan"),
    "420000": N_("Hubei"),
    "430000": N_("Hunan"),
    "440000": N_("Guangdong"),
    "450000": N_("Guangxi"),
    "460000": N_("Hainan"),
    "500000": N_("Chongqing"),
    "510000": N_("Sichuan"),
    "520000": N_("Guizhou"),
    "530000": N_("Yunnan"),
    "540000": N_("Tibet"),
    "610000": N_("Shaanxi"),
    "620000": N_("Gansu"),
    "630000": N_("Qinghai"),
    "640000": N_("Ningxia"),
    "650000": N_("Xinjiang"),
}
