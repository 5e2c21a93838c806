"""Colleagues, companies and contacts of the demo."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from crm_cli.services.demo import names
from crm_cli.services.demo.sheet import Row, Sheet, search_text
from crm_cli.values.text import fold

CONTACTS = 300
WITHOUT_COMPANY = 8
SIZES = {"1-10": 4, "11-50": 6, "51-200": 8, "201-500": 10, "501-1000": 13}


def users(sheet: Sheet) -> None:
    """The colleagues beside the one who makes the demo."""
    taken = {row["handle"] for row in sheet.session.rows("SELECT handle FROM user_account")}
    for handle, name, role in names.COLLEAGUES:
        if handle in taken:
            continue
        email = f"{handle}@crm.example"
        sheet.record(
            "user_account",
            handle=handle,
            name=name,
            email=email,
            role=role,
            search_text=search_text([handle, name, email]),
        )


def companies(sheet: Sheet) -> None:
    """Forty companies; each has an owner."""
    everyone = [1, *(row["id"] for row in sheet.rows["user_account"])]
    for number, row in enumerate(names.COMPANIES):
        name, domain, industry, size, country, city, language = row
        full = f"{domain}.example"
        website = f"https://www.{full}/"
        chinese = language == "zh"
        company = sheet.record(
            "company",
            name=name,
            domain=full,
            website=website,
            industry=industry,
            size=size,
            region=names.REGIONS[country],
            country=country,
            city=city,
            owner_id=_owner(number, everyone, chinese),
            source=sheet.dice.choice(names.SOURCES),
            search_text=search_text([name, full, website, city, industry], "company"),
        )
        if sheet.chance(0.2):
            sheet.tag("company", company["id"], "老客户" if chinese else "vip")


def _owner(number: int, everyone: list[int], chinese: bool) -> int:
    """Mei looks after most Chinese companies, and the others after the rest."""
    me, mei, *others = everyone
    turns = [mei, mei, me, mei, *others] if chinese else [me, *others]
    return turns[number % len(turns)]


def contacts(sheet: Sheet) -> None:
    """Three hundred people, more at larger companies; a few have no company."""
    companies = sheet.rows["company"]
    weights = [SIZES[company["size"]] for company in companies]
    places: list[Row | None] = [None] * WITHOUT_COMPANY
    places += companies  # no company is without a contact
    places += sheet.dice.choices(companies, weights, k=CONTACTS - len(places))
    taken: set[str] = set()
    for company in places:
        _contact(sheet, company, taken)
    _birthdays(sheet)


def _contact(sheet: Sheet, company: Row | None, taken: set[str]) -> None:
    dice = sheet.dice
    language = _language(sheet, company)
    given, family, name, mailbox = _name(sheet, language, taken)
    domain = company["domain"] if company else "post.example"
    given_consent = sheet.chance(0.6)
    job = sheet.pick(names.JOBS[language]) if company else None
    city = company["city"] if company and sheet.chance(0.8) else None
    contact = sheet.record(
        "contact",
        name=name,
        given_name=given,
        family_name=family,
        company_id=company["id"] if company else None,
        job_title=job,
        stage="lead",  # deals will say more
        source=dice.choice(names.SOURCES),
        referred_by_id=dice.randint(1, len(sheet.rows["contact"])) if _referred(sheet) else None,
        region=company["region"] if company else None,
        country=company["country"] if company else None,
        city=city,
        language=language,
        birthday=None,
        interests=sheet.pick(names.INTERESTS["zh" if language == "zh" else "en"])
        if sheet.chance(0.2)
        else None,
        owner_id=company["owner_id"] if company else 1,
        consent="given" if given_consent else None,
        consent_at=sheet.back(dice.randint(1, 540)).isoformat() if given_consent else None,
        consent_source="web form" if given_consent else None,
        keep_in_touch_days=None,
        search_text="",
    )
    id = contact["id"]
    email = f"{mailbox}@{domain}"
    sheet.add("contact_email", contact_id=id, email=email, key=email, position=0)
    parts = [name, given, family, job, city, email]
    contact["search_text"] = search_text([*parts, *_addresses(sheet, contact, mailbox)], "contact")
    if sheet.chance(0.08):
        contact["keep_in_touch_days"] = dice.choice((30, 60, 90))
        sheet.tag("contact", id, "vip")
    if sheet.chance(0.2):
        sheet.tag("contact", id, dice.choice(names.TAGS[1:4]))


def _referred(sheet: Sheet) -> bool:
    return len(sheet.rows.get("contact", [])) > 20 and sheet.chance(0.06)


def _language(sheet: Sheet, company: Row | None) -> str:
    if company is None:
        return sheet.dice.choice(("en", "de", "zh"))
    home = {"GB": "en", "US": "en", "DE": "de", "FR": "fr", "ES": "es", "CN": "zh"}
    if sheet.chance(0.1):
        return "en"
    return home[company["country"]]


def _name(sheet: Sheet, language: str, taken: set[str]) -> tuple[str, str, str, str]:
    """A new given name, family name, display name and mailbox."""
    while True:
        if language == "zh":
            family, family_latin = _parted(sheet.pick(names.FAMILY_ZH))
            given, given_latin = _parted(sheet.pick(names.GIVEN_ZH))
            name = family + given
        else:
            given, family = sheet.pick(names.GIVEN[language]), sheet.pick(names.FAMILY[language])
            given_latin, family_latin = given, family
            name = f"{given} {family}"
        mailbox = ".".join(
            "".join(letter for letter in fold(part) if letter.isalnum() and letter.isascii())
            for part in (given_latin, family_latin)
        )
        if mailbox not in taken:
            taken.add(mailbox)
            return given, family, name, mailbox


def _parted(text: str) -> tuple[str, str]:
    """Characters and their pinyin, from one word that holds both."""
    chinese = "".join(letter for letter in text if not letter.isascii())
    return chinese, text[len(chinese) :]


def _addresses(sheet: Sheet, contact: Row, mailbox: str) -> list[str]:
    """A phone number and a handle for most; what search finds them by, in its order."""
    parts: list[str] = []
    number = _number(contact["country"], contact["id"]) if sheet.chance(0.75) else None
    if number:
        e164 = number.replace(" ", "")
        sheet.add(
            "contact_phone",
            contact_id=contact["id"],
            phone=number,
            e164=e164,
            digits=e164[1:],
            extension=None,
            position=0,
        )
        parts += [e164[1:], e164]
    service = "wechat" if contact["language"] == "zh" else "linkedin"
    if sheet.chance(0.6 if service == "wechat" else 0.25):
        handle = mailbox.replace(".", "_" if service == "wechat" else "-")
        sheet.add("contact_handle", contact_id=contact["id"], service=service, handle=handle)
        parts.append(handle)
    return parts


def _number(country: str | None, number: int) -> str | None:
    """The number-th telephone number of a country that reaches nobody; None where none is kept."""
    if country == "GB":
        return f"+44 20 7946 0{number:03}"
    if country == "US":
        return f"+1 {(202, 303, 512)[number // 100 % 3]} 555 01{number % 100:02}"
    if country == "DE":
        return f"+49 30 23125 {number:03}"
    if country == "FR":
        return f"+33 1 99 00 {number // 100:02} {number % 100:02}"
    if country == "CN":
        return f"+86 120 0000 {number:04}"
    return None


def _birthdays(sheet: Sheet) -> None:
    """Some birthdays, one of them today and one in three days."""
    known: list[dict[str, Any]] = sheet.dice.sample(sheet.rows["contact"], 60)
    for contact in known:
        day = sheet.today - timedelta(days=sheet.dice.randint(22 * 365, 62 * 365))
        contact["birthday"] = day.isoformat()
    for contact, ahead in zip(known, (0, 3), strict=False):
        day = sheet.today + timedelta(days=ahead)
        contact["birthday"] = f"{day.year - 44:04}{day.isoformat()[4:]}"
