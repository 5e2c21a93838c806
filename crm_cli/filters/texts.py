"""Texts, choices, linked records and lists: what equals a value, and what has it in it.

Neither engine folds as we do: SQLite's lower() knows a to z alone. So names and titles are looked
for in the search text, which was folded when it was written; tags and stages have folded keys;
in other texts several spellings of the value are tried.
"""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Callable
from contextlib import suppress

from crm_cli.errors import BadValue
from crm_cli.filters.binding import Binding
from crm_cli.filters.columns import Target
from crm_cli.values.references import LETTERS, read_reference, reference
from crm_cli.values.text import brief, fold, like

_Compare = Callable[[Target, str, Binding], str]
_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def _has(sql: str, text: str, bound: Binding) -> str:
    return f"{sql} LIKE {bound(f'%{like(text)}%')} ESCAPE '\\'"


def _folded(text: str) -> str:
    found = fold(text).strip()
    if not found:
        raise BadValue('there is nothing to see in "{text}"', hint="write a text", text=brief(text))
    return found


def _spellings(text: str) -> list[str]:
    """The forms of `text` that lower() of either engine may give for it, whatever its case."""
    text = _folded(text) and text.strip()
    cases = (text, text.lower(), text.upper(), text.title(), text.capitalize())
    forms = [case.translate(_SMALL) for case in cases]
    if not text.isascii():
        forms += [unicodedata.normalize(form, part) for form in ("NFC", "NFD") for part in forms]
    return list(dict.fromkeys(forms))


def _text_is(sql: str, text: str, bound: Binding) -> str:
    return f"lower({sql}) IN ({', '.join(bound(form) for form in _spellings(text))})"


def _text_has(sql: str, text: str, bound: Binding) -> str:
    found = [_has(f"lower({sql})", form, bound) for form in _spellings(text)]
    return f"({' OR '.join(found)})"


def text_contains(target: Target, text: str, bound: Binding) -> str:
    """The SQL that the column has `text` in it."""
    return _text_has(target.sql, text, bound)


def _name_is(alias: str, text: str, bound: Binding) -> str:
    """The name is the first line of the search text."""
    pattern = bound(f"{like(_folded(text))}\n%")
    return f"({alias}.search_text || {bound(chr(10))}) LIKE {pattern} ESCAPE '\\'"


def _name_has(alias: str, text: str, bound: Binding) -> str:
    column, folded = f"{alias}.search_text", _folded(text)
    line = (
        f"split_part({column}, chr(10), 1)"
        if bound.reader.engine == "postgresql"
        else f"substr({column}, 1, instr({column} || char(10), char(10)) - 1)"
    )
    # Most rows have it nowhere in their search text; that is found out faster.
    return f"({_has(column, folded, bound)} AND {_has(line, folded, bound)})"


def _title_is(target: Target, text: str, bound: Binding) -> str:
    return f"({target.sql} IS NOT NULL AND {_name_is('v', text, bound)})"


def _title_has(target: Target, text: str, bound: Binding) -> str:
    return f"({target.sql} IS NOT NULL AND {_name_has('v', text, bound)})"


def read_choice(target: Target, text: str) -> str:
    """The one of the column's choices that `text` means. BadValue, with the nearest."""
    from crm_cli.values import enums

    if target.kind == "yesno":
        return "yes" if enums.read_yes_no(text) else "no"
    return enums.read_choice(text, target.choices, target.name)


def _choice_is(target: Target, text: str, bound: Binding) -> str:
    return f"{target.sql} = {bound(read_choice(target, text))}"


def _process_is(target: Target, text: str, bound: Binding) -> str:
    """A stage or a pipeline, of which there are few: an unknown one is refused.

    It is named as for `crm deal move`: by its id, its name or the beginning of it, or by another
    word for it (报价, 成交).
    """
    from crm_cli.values import enums

    stage = target.noun == "stage"
    rows = bound.reader.rows(
        f"SELECT id, name, key, {'outcome' if stage else 'NULL AS outcome'} FROM {target.noun}"
        " ORDER BY deleted_at, id"
    )
    numbered = [row["key"] for row in rows if str(row["id"]) == text]
    keys = {row["name"]: row["key"] for row in rows}
    if numbered or fold(text) in keys.values():
        key = numbered[0] if numbered else fold(text)
    else:
        ended = {*enums.meant(text, enums.DEAL_OUTCOMES)} - {"open"}
        words = {
            row["name"]: (
                *(enums.STAGES.get(row["key"], ()) if stage else ()),
                *([text] if row["outcome"] in ended else []),
            )
            for row in rows
        }
        key = keys[enums.read_choice(text, words, target.name)]
    return f"{target.key} IN (SELECT x.id FROM {target.noun} x WHERE x.key = {bound(key)})"


# --- records, and links to them -------------------------------------------------------------


def reference_id(target: Target, text: str) -> int:
    """The id that `text` is: D12, or 12. BadValue for anything else."""
    found = read_reference(text)
    if found and found.noun == target.noun:
        return found.id
    if text.isascii() and text.isdigit() and len(text) < 19:
        return int(text)
    raise BadValue(
        '"{text}" is no id of the noun {noun}',
        hint="write it as {example}",
        text=brief(text),
        noun=target.noun,
        example=reference(target.noun, 12) if target.noun in LETTERS else "12",
    )


def _reference_is(target: Target, text: str, bound: Binding) -> str:
    return f"v.id = {bound(reference_id(target, text))}"


def _record(noun: str, text: str, bound: Binding) -> str:
    """A SELECT of the ids of the records that `text` means, as references are read elsewhere."""
    table = "user_account" if noun == "user" else noun
    name = text.removeprefix("name:").strip()
    if name == text.strip():
        found = read_reference(text)
        if (found and found.noun == noun) or (text.isascii() and text.isdigit() and len(text) < 7):
            id = found.id if found else int(text)
            return f"SELECT x.id FROM {table} x WHERE x.id = {bound(id)}"
        if noun == "contact" and "@" in text.strip("@"):
            return f"SELECT x.contact_id FROM contact_email x WHERE x.key = {bound(_email(text))}"
    if noun == "user":  # its handle, name or e-mail address: each a line of the search text
        pattern = bound(f"%\n{like(_folded(name.removeprefix('@')))}\n%")
        whole = f"{bound(chr(10))} || x.search_text || {bound(chr(10))}"
        return f"SELECT x.id FROM {table} x WHERE ({whole}) LIKE {pattern} ESCAPE '\\'"
    return f"SELECT x.id FROM {table} x WHERE {_name_is('x', name, bound)}"


def _record_with(noun: str, text: str, bound: Binding) -> str:
    if noun == "user":
        folded = _folded(text.removeprefix("@"))
        return f"SELECT x.id FROM user_account x WHERE {_has('x.search_text', folded, bound)}"
    return f"SELECT x.id FROM {noun} x WHERE {_name_has('x', text, bound)}"


def _link_is(target: Target, text: str, bound: Binding) -> str:
    return f"{target.key} IN ({_record(target.noun, text, bound)})"


def _link_has(target: Target, text: str, bound: Binding) -> str:
    return f"{target.key} IN ({_record_with(target.noun, text, bound)})"


# --- lists: tables beside the noun's own ----------------------------------------------------


def _elements(target: Target, bound: Binding, condition: str) -> str:
    """Whether the record has an element `l` (of a tag: `t`) of the list for which this holds."""
    noun = bound.noun.name
    return f"v.id IN (SELECT l.{noun}_id FROM {_source(target, noun)} WHERE {condition})"


def _source(target: Target, noun: str) -> str:
    table = f"{noun}_{target.name.removesuffix('s')}"
    joined = " JOIN tag t ON t.id = l.tag_id AND t.deleted_at IS NULL"
    return f"{table} l{joined if target.name == 'tags' else ''}"


def no_element(target: Target, bound: Binding) -> str:
    """The SQL that the list is empty.

    PostgreSQL would go through all elements for each record with NOT IN, when they are many.
    """
    noun = bound.noun.name
    source = _source(target, noun)
    return f"NOT EXISTS (SELECT 1 FROM {source} WHERE l.{noun}_id = v.id)"


def _list_is(target: Target, text: str, bound: Binding) -> str:
    return _elements(target, bound, _ELEMENT_IS[target.name](text, bound))


def _list_has(target: Target, text: str, bound: Binding) -> str:
    return _elements(target, bound, _ELEMENT_HAS[target.name](text, bound))


def _tag(text: str) -> str:
    return _folded(text.strip().removeprefix("#"))


def _email(text: str) -> str:
    from crm_cli.values.emails import email_key

    return email_key(text)


def _digits(text: str) -> str:
    return "".join(char for char in text if "0" <= char <= "9")


def _phone_is(text: str, bound: Binding) -> str:
    from crm_cli.values.phones import read_phone

    digits = {_digits(text)}
    with suppress(BadValue):  # it may still be what was typed
        digits.add(read_phone(text, region=bound.book.phone_region).digits)
    numbers = ", ".join(bound(number) for number in sorted(digits - {""}))
    same = f"l.digits IN ({numbers}) OR " if numbers else ""
    return f"({same}{_text_is('l.phone', text, bound)})"


def _phone_has(text: str, bound: Binding) -> str:
    found, digits = _text_has("l.phone", text, bound), _digits(text)
    if not digits or any(char.isalpha() for char in text):
        return found
    number = _has("l.e164", f"+{digits}", bound) if "+" in text else _has("l.digits", digits, bound)
    return f"({found} OR {number})"


def _handle_is(text: str, bound: Binding) -> str:
    """A handle with its service (wechat:zhangwei), or without."""
    whole = _text_is("l.service || ':' || l.handle", text, bound)
    return f"({whole} OR {_text_is('l.handle', text, bound)})"


_Element = Callable[[str, Binding], str]
_ELEMENT_IS: dict[str, _Element] = {
    "tags": lambda text, bound: f"t.key = {bound(_tag(text))}",
    "emails": lambda text, bound: f"l.key = {bound(_email(text))}",
    "phones": _phone_is,
    "handles": _handle_is,
    "links": lambda text, bound: _text_is("l.target", text, bound),
    "contacts": lambda text, bound: f"l.contact_id IN ({_record('contact', text, bound)})",
}
_ELEMENT_HAS: dict[str, _Element] = {
    "tags": lambda text, bound: _has("t.key", _tag(text), bound),
    "emails": lambda text, bound: _has("l.key", _email(text), bound),
    "phones": _phone_has,
    "handles": lambda text, bound: _text_has("l.service || ':' || l.handle", text, bound),
    "links": lambda text, bound: _text_has("l.target", text, bound),
    "contacts": lambda text, bound: f"l.contact_id IN ({_record_with('contact', text, bound)})",
}

EQUAL: dict[str, _Compare] = {
    "text": lambda target, text, bound: _text_is(target.sql, text, bound),
    "title": _title_is,
    "choice": _choice_is,
    "ranked": _choice_is,
    "yesno": _choice_is,
    "process": _process_is,
    "reference": _reference_is,
    "link": _link_is,
    "list": _list_is,
}
"""How to compare each kind that has no order. BadValue when the value cannot be read."""

CONTAINING: dict[str, _Compare] = {"title": _title_has, "link": _link_has, "list": _list_has}
"""How to look for a part, where `text_contains` is not the way."""
