"""A row of a table of customers → a customer. Column names in Chinese or English, in any order."""

from __future__ import annotations

import hashlib
import re

from hearten.base.vault.keyring import blind_index
from hearten.domains.customers.types import CustomerFacts, Sex, SocialInsurance
from hearten.doors.api.tables.cells import day_in
from hearten.doors.api.tables.reading import UNREADABLE
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("name", "full name", "customer name", "姓名", "名字", "客户姓名", "被保险人", "被保险人姓名"),
    "sex": ("sex", "gender", "性别"),
    "birth_date": ("birth date", "date of birth", "birthday", "dob", "出生日期", "生日", "出生年月日"),
    "region": ("region", "area", "province", "地区", "地区代码", "行政区划", "省份", "城市"),
    "occupation_class": ("occupation class", "occupation", "职业类别", "职业等级"),
    "social_insurance": ("social insurance", "medical insurance", "社保", "医保", "医保类型", "基本医保"),
    "phone": (
        "phone",
        "telephone",
        "mobile",
        "phone number",
        "手机",
        "手机号",
        "手机号码",
        "电话",
        "联系电话",
    ),
    "email": ("email", "e-mail", "mail", "邮箱", "电子邮箱", "邮件"),
    "id_number": (
        "id number",
        "identity number",
        "national id",
        "身份证",
        "身份证号",
        "证件号码",
        "身份证号码",
    ),
    "bank_account": ("bank account", "account", "银行账号", "银行卡号", "账号"),
    "source_id": ("id", "customer id", "customer number", "number", "编号", "客户编号", "客户号"),
}
LONGEST_CELL = 2000
REQUIRED = ("name", "birth_date")
_SEXES = {
    "男": Sex.MALE,
    "m": Sex.MALE,
    "male": Sex.MALE,
    "女": Sex.FEMALE,
    "f": Sex.FEMALE,
    "female": Sex.FEMALE,
    "其他": Sex.OTHER,
    "other": Sex.OTHER,
    "": Sex.UNKNOWN,
    "未知": Sex.UNKNOWN,
    "unknown": Sex.UNKNOWN,
}
_SOCIAL = {
    "职工": SocialInsurance.EMPLOYEE,
    "职工医保": SocialInsurance.EMPLOYEE,
    "城镇职工": SocialInsurance.EMPLOYEE,
    "employee": SocialInsurance.EMPLOYEE,
    "居民": SocialInsurance.RESIDENT,
    "居民医保": SocialInsurance.RESIDENT,
    "城乡居民": SocialInsurance.RESIDENT,
    "resident": SocialInsurance.RESIDENT,
    "无": SocialInsurance.NONE,
    "none": SocialInsurance.NONE,
    "no": SocialInsurance.NONE,
    "": SocialInsurance.UNKNOWN,
    "unknown": SocialInsurance.UNKNOWN,
    "未知": SocialInsurance.UNKNOWN,
}


def columns_of(header: list[str]) -> dict[str, int]:
    """Which of our facts stands in which column. Raises Invalid when a needed one is missing or one stands twice."""
    words = {alias: fact for fact, aliases in COLUMNS.items() for alias in (fact, *aliases)}
    places: dict[str, int] = {}
    for place, title in enumerate(header):
        fact = words.get(re.sub(r"[\s_]+", " ", title.strip().strip("*").lower()).strip()) or words.get(
            title.strip().lower()
        )
        if fact and fact in places:
            raise Invalid(N_("Two columns say the same: %(fact)s."), field="file", fact=fact)
        if fact:
            places[fact] = place
    missing = [fact for fact in REQUIRED if fact not in places]
    if missing:
        raise Invalid(
            N_("The table has no column for %(facts)s."),
            field="file",
            facts=", ".join(missing),
            hint=N_("Name the columns in the first row, such as name and birth_date."),
        )
    return places


def from_row(cells: list[str], places: dict[str, int], *, source: str) -> CustomerFacts:
    """One customer. Raises Invalid for the first cell that can't be right."""
    if any(len(cell) > LONGEST_CELL for cell in cells) or cells == [UNREADABLE]:
        raise Invalid(N_("A cell in this row is far too long."), hint=N_("Is a quotation mark left open?"))
    given = {
        fact: cells[place].strip().lstrip("'") if place < len(cells) else "" for fact, place in places.items()
    }
    birth_date = day_in(given["birth_date"], field="birth_date", example="1988-05-17")
    return CustomerFacts(
        name=given["name"],
        sex=_word(given.get("sex", ""), _SEXES, "sex"),
        birth_date=birth_date,
        region=given.get("region", "")[:40],
        occupation_class=_class(given.get("occupation_class", "")),
        social_insurance=_word(given.get("social_insurance", ""), _SOCIAL, "social_insurance"),
        phone=given.get("phone") or None,
        email=given.get("email") or None,
        id_number=given.get("id_number") or None,
        bank_account=re.sub(r"[\s-]", "", given.get("bank_account", "")) or None,
        source=source,
        source_id=given.get("source_id", "")[:120] or _own_name(given),
    )


def _own_name(given: dict[str, str]) -> str:
    """A name for a row without one: the same person in a later table gets the same."""
    told = given.get("id_number") or "|".join(given.get(key, "") for key in ("name", "birth_date", "phone"))
    return "row:" + blind_index(hashlib.sha256(told.encode()).hexdigest()).hex()[:40]


def _word(text: str, words: dict, field: str):
    found = words.get(text.strip().lower())
    if found is None:
        known = ", ".join(word for word in words if word)
        raise Invalid(
            N_("We don't know the word “%(value)s” here."),
            field=field,
            hint=N_("Known are: %(known)s."),
            value=text[:40],
            known=known,
        )
    return found


def _class(text: str) -> int:
    if not text:
        return 1
    if text.isascii() and text.isdigit() and 1 <= int(text[:3]) <= 6:  # noqa: PLR2004 -- six classes
        return int(text)
    raise Invalid(N_("An occupation class is a number from 1 to 6."), field="occupation_class")
