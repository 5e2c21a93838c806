"""Finding the record that a person means: D12, an e-mail address, a phone number, a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crm_cli.database import Reader, Rows
from crm_cli.errors import Ambiguous, BadValue, NotFound, UsageError
from crm_cli.nouns import NOUNS
from crm_cli.services.indexed import Index
from crm_cli.services.merged import merge_of, went_into
from crm_cli.values.pinyin import has_han
from crm_cli.values.plurals import with_article
from crm_cli.values.references import read_reference, reference
from crm_cli.values.text import brief, check_text, expanded, fold, like, spellings
from crm_cli.values.websites import domain_of

SHOWN = 8  # candidates named in an error
MOST_WORDS = 20  # of a name that the database looks for; the rest is compared here
LONGEST_LINE = 1000  # characters: no name is longer
SOUNDING = ("contact", "company")  # nouns that people call by how the name sounds
MOST_SPELLINGS = 8  # combinations that the index is asked for
LEAST_DIGITS = 7  # of a phone number that is typed without "+"
LEVELS = 4  # how closely a name may fit
_BY_ANY_NAME = ("user",)  # nouns that are called by more than their title
NAMED = ("contact", "company", "deal", "user")  # nouns that people call by name


def resolve(reader: Reader, noun: str, text: str, *, only: str = "TRUE") -> int:
    """The id of the one live record of `noun` that `text` means.

    Tried in this order: a typed reference, an integer, an e-mail address, a phone number (7
    digits or more, or a "+"), a company's domain or web address, the exact name, a prefix of it,
    words of it in any order, how a Chinese name sounds (zhangwei, or zw), its other German spelling
    (juergen, Jürgen); `name:` forces a name. `only` is one more SQL condition, which holds for
    names alone: a reference says which record is meant. Raises Ambiguous with the candidates,
    NotFound with the nearest name, and UsageError for a reference to another noun.
    """
    text = check_text(text).strip()
    if not text.startswith("name:"):
        id = _numbered(reader, noun, text)
        if id is not None:
            return id
        if noun in ("contact", "company"):
            found = _addressed(reader, text) if noun == "contact" else _with_domain(reader, text)
            if found:
                return _only(noun, text, found)
    name = text.removeprefix("name:").strip()
    found = named(reader, noun, name, only=only)
    if not found:
        raise _nothing(reader, noun, name)
    return _only(noun, text, found)


def resolve_any(reader: Reader, text: str) -> tuple[str, int]:
    """The noun and id of the record that `text` means, whatever its noun.

    Raises UsageError for a bare number, which could be any of them, and as `resolve` does.
    """
    text = check_text(text).strip()
    typed = read_reference(text)
    if typed and typed.noun in NOUNS and not text.startswith("name:"):
        return typed.noun, resolve(reader, typed.noun, text)
    if text.isdigit() and len(text) < 7:
        choices = ", ".join(f"{noun.letter}{text}" for noun in NOUNS.values() if noun.letter)
        raise UsageError(
            "{text} could be several records",
            hint="say which: {choices}",
            text=brief(text),
            choices=choices,
        )
    name = text.removeprefix("name:").strip()
    candidates = []
    if name == text:
        candidates = [("contact", row) for row in _addressed(reader, text)]
        candidates += [("company", row) for row in _with_domain(reader, text)]
    if not candidates:
        levels = {noun: _levels(reader, noun, name) for noun in NAMED}
        for level in range(LEVELS):
            candidates = [(noun, row) for noun in NAMED for row in levels[noun][level]]
            if candidates:
                break
    if not candidates:
        raise _nothing(reader, "contact", name)
    if len(candidates) > 1:
        raise _several(text, [(noun, row["id"], row["name"]) for noun, row in candidates])
    noun, row = candidates[0]
    return noun, int(row["id"])


def resolve_among(reader: Reader, nouns: Sequence[str], text: str) -> tuple[str, int]:
    """The noun and id of the record that `text` means, of one of `nouns`.

    As `resolve` does, but a name is looked for among all of them, the closest fit first, and at
    the same closeness the nouns go in the order given. Raises UsageError for a bare number.
    """
    text = check_text(text).strip()
    name = text.removeprefix("name:").strip()
    if name == text:
        typed = read_reference(text)
        if typed and typed.noun in nouns:
            return typed.noun, resolve(reader, typed.noun, text)
        if text.isascii() and text.isdigit() and len(text) < 7:
            choices = [reference(noun, int(text)) for noun in nouns]
            raise UsageError(
                "{text} could be several records",
                hint="say which: {choices}",
                text=brief(text),
                choices=", ".join(choices),
            )
        found = _addressed(reader, text) if "contact" in nouns else []
        if found:
            return "contact", _only("contact", text, found)
        found = _with_domain(reader, text) if "company" in nouns else []
        if found:
            return "company", _only("company", text, found)
    levels = {noun: _levels(reader, noun, name) for noun in nouns}
    for level in range(LEVELS):
        for noun in nouns:
            if levels[noun][level]:
                return noun, _only(noun, text, levels[noun][level])
    raise _nothing_among(reader, nouns, name)


def _nothing_among(reader: Reader, nouns: Sequence[str], name: str) -> NotFound:
    near = [
        f"{reference(noun, id)} {found}"
        for noun in nouns
        for id, found in nearest(reader, noun, name)
    ]
    made = 'crm {noun} add "…" --email {name}' if "@" in name else 'crm {noun} add "{name}"'
    return NotFound(
        "no {nouns} called {name!r}" + ("; the nearest: {near}" if near else ""),
        hint=("use the id, or " if near else "") + f"make it: {made}",
        nouns=" or ".join([", ".join(nouns[:-1]), nouns[-1]] if len(nouns) > 1 else nouns),
        noun=nouns[0],
        name=brief(name),
        near=", ".join(near[:3]),
    )


def named(reader: Reader, noun: str, name: str, *, only: str = "TRUE") -> Rows:
    """The live records that `name` fits best: those of that name, else beginning with it …

    Rows of id and name; empty when there is none.
    """
    return next((found for found in _levels(reader, noun, name, only) if found), [])


def called(reader: Reader, noun: str, name: str, *, only: str = "TRUE") -> Rows:
    """The live records of just that name, in whichever case and accents: id and name."""
    return _levels(reader, noun, name, only)[0]


def _levels(reader: Reader, noun: str, name: str, only: str = "TRUE") -> tuple[Rows, ...]:
    """The records of that name, those that begin with it, have its words, sound so: one scan.

    Where there are none, by its other German spelling: Mueller, Müller.
    """
    wanted = " ".join(fold(name).split())
    # The longest word first: it leaves the fewest for the others.
    words = sorted(wanted.split(), key=len, reverse=True)
    if not words or len(words[0]) > LONGEST_LINE:
        return ([],) * LEVELS
    rows = _having(reader, noun, [[word] for word in words[:MOST_WORDS]], only)
    folded = [(row, " ".join(text.split())) for row in rows for text in _names(noun, row)]
    sound = wanted.replace(" ", "")
    heard = [row for row, _ in folded if sound in sounds_of(row["said"])]
    found = (*_fitting(folded, wanted, words), heard)
    ways = [] if any(found) else [spellings(word) for word in name.split()]
    if all(len(way) == 1 for way in ways):
        return found
    rows = _having(reader, noun, sorted(ways, key=lambda way: -len(way[0]))[:MOST_WORDS], only)
    folded = [(row, " ".join(expanded(str(row["name"] or "")).split())) for row in rows]
    wanted = " ".join(expanded(name).split())
    return (*_fitting(folded, wanted, wanted.split()), [])


def _names(noun: str, row: dict[str, Any]) -> list[str]:
    """What a record is called: its title; a colleague by handle, name or e-mail address."""
    return row["said"].split("\n") if noun in _BY_ANY_NAME else [fold(str(row["name"] or ""))]


def _fitting(
    folded: Sequence[tuple[dict[str, Any], str]], wanted: str, words: Sequence[str]
) -> tuple[Rows, Rows, Rows]:
    """The rows of that name, those whose name begins with it, and those that have its words."""
    fitting = (
        {row["id"]: row for row, text in folded if text == wanted},
        {row["id"]: row for row, text in folded if text.startswith(wanted)},
        {row["id"]: row for row, text in folded if all(word in text for word in words)},
    )
    exact, beginning, having = (list(rows.values()) for rows in fitting)
    return exact, beginning, having


def _having(reader: Reader, noun: str, ways: Sequence[Sequence[str]], only: str) -> Rows:
    """The live records whose search text has each of the words in one of its spellings."""
    table, title = NOUNS[noun].table, NOUNS[noun].title
    params: dict[str, str] = {}
    each = []
    for way in ways:
        names = [f"word{len(params) + place}" for place in range(len(way))]
        params |= {key: f"%{like(word)}%" for key, word in zip(names, way, strict=True)}
        either = " OR ".join(f"search_text LIKE :{key} ESCAPE '\\'" for key in names)
        each.append(f"({either})" if len(way) > 1 else either)
    index = Index(reader, combined(ways))
    # With coalesce SQLite reads the table through, which is faster than by way of an index of it.
    found = reader.rows(
        f"SELECT id, {title} AS name, search_text AS said FROM {table} WHERE {' AND '.join(each)}"
        f" AND coalesce(deleted_at, '') = '' AND {only}{index.condition(noun, 'id')} ORDER BY id",
        params | index.params,
    )
    if found:
        return found
    went = went_into(reader, noun, f"{' AND '.join(each)} AND {only}", params)
    return [{"id": row["id"], "name": row["name"], "said": row["search_text"]} for row in went]


def combined(ways: Sequence[Sequence[str]]) -> list[list[str]]:
    """The words in each combination of their spellings; empty where there are too many."""
    found: list[list[str]] = [[]]
    for way in ways:
        found = [[*words, word] for words in found for word in way]
        if len(found) > MOST_SPELLINGS:
            return []
    return found


def sounds_of(search_text: str) -> list[str]:
    """How a Chinese name sounds, in letters and by initials; empty for other names."""
    name, _, rest = search_text.partition("\n")
    return [] if name.isascii() or not has_han(name) else rest.partition("\n")[0].split()


def _numbered(reader: Reader, noun: str, text: str) -> int | None:
    typed = read_reference(text)
    if typed is None and not (text.isascii() and text.isdigit() and len(text) < 7):
        return None
    if typed and typed.noun != noun:
        if named(reader, noun, text):
            return None  # a name that looks like a reference, and this noun has it
        raise UsageError(
            "{text} means {other} {id}, and {wanted} is wanted here",
            hint="crm {noun} list shows them; name:{text} is one of that name",
            text=text.upper(),
            other=typed.noun,
            id=typed.id,
            noun=noun,
            wanted=with_article(noun),
        )
    id = typed.id if typed else int(text)
    table = NOUNS[noun].table
    rows = reader.rows(f"SELECT deleted_at FROM {table} WHERE id = :id", {"id": id})
    if not rows:
        raise NotFound("no {noun} with id {id}", hint="crm {noun} list", noun=noun, id=id)
    if rows[0]["deleted_at"]:
        raise _deleted(reader, noun, id, str(rows[0]["deleted_at"])[:10])
    return id


def _deleted(reader: Reader, noun: str, id: int, day: str) -> NotFound:
    """Why a record in the trash is not there: erased, merged into another, or deleted."""
    table, ref = NOUNS[noun].table, reference(noun, id)
    if reader.rows(
        f"SELECT 1 AS found FROM {table} t JOIN erased e ON e.uid = t.uid WHERE t.id = :id",
        {"id": id},
    ):
        return NotFound(
            "{ref} was erased on {day}, for good",
            hint="crm {noun} list",
            ref=ref,
            day=day,
            noun=noun,
        )
    merge = merge_of(reader, noun, id)
    if merge is None:
        return NotFound(
            "{ref} was deleted on {day}", hint="crm trash restore {ref}", ref=ref, day=day
        )
    winner, further = merge.winner, merge_of(reader, noun, merge.winner)
    while further is not None and _is_deleted(reader, noun, winner):
        winner, further = further.winner, merge_of(reader, noun, further.winner)
    return NotFound(
        "{ref} was merged into {winner} on {day}",
        hint="crm show {winner}; crm undo {changeset} parts them again",
        ref=ref,
        winner=reference(noun, winner),
        day=day,
        changeset=merge.changeset,
    )


def _is_deleted(reader: Reader, noun: str, id: int) -> bool:
    return not reader.rows(
        f"SELECT id FROM {NOUNS[noun].table} WHERE id = :id AND deleted_at IS NULL", {"id": id}
    )


def _addressed(reader: Reader, text: str) -> Rows:
    """The live contacts with this e-mail address or phone number."""
    if "@" in text.strip("@"):
        return reader.rows(
            "SELECT c.id, c.name FROM contact_email e JOIN contact c ON c.id = e.contact_id"
            " WHERE e.key = :key AND e.deleted_at IS NULL AND c.deleted_at IS NULL ORDER BY c.id",
            {"key": text.casefold()},
        )
    digits = phone_digits(text)
    if not digits:
        return []
    found = _with_phone(reader, "p.digits = :digits", digits)
    national = digits.lstrip("0")  # what comes before it depends on where one calls from
    if not found and len(national) >= LEAST_DIGITS and not text.startswith("+"):
        found = _with_phone(reader, "p.digits LIKE :digits", f"%{national}")
    return found


def _with_domain(reader: Reader, text: str) -> Rows:
    """The live company with the domain, or at the web address, that this text is."""
    if "." not in text:
        return []
    try:
        domain = domain_of(text)
    except BadValue:
        return []
    return reader.rows(
        "SELECT id, name FROM company WHERE domain = :domain AND deleted_at IS NULL",
        {"domain": domain},
    )


def phone_digits(text: str) -> str:
    """The digits of a text that is taken for a phone number; empty for any other text."""
    digits = "".join(letter for letter in text if letter.isdigit())
    other = "".join(
        letter for letter in text if letter not in "+()-–./ \u00a0" and not letter.isdigit()
    )
    return "" if other or (len(digits) < LEAST_DIGITS and not text.startswith("+")) else digits


def _with_phone(reader: Reader, condition: str, digits: str) -> Rows:
    return reader.rows(
        "SELECT DISTINCT c.id, c.name FROM contact_phone p JOIN contact c ON c.id = p.contact_id"
        f" WHERE {condition} AND c.deleted_at IS NULL ORDER BY c.id",
        {"digits": digits},
    )


def _only(noun: str, text: str, found: Rows) -> int:
    if len(found) > 1:
        raise _several(text, [(noun, row["id"], row["name"]) for row in found])
    return int(found[0]["id"])


def _several(text: str, found: list[tuple[str, int, str]]) -> Ambiguous:
    listed = ", ".join(f"{reference(noun, id)} {name}" for noun, id, name in found[:SHOWN])
    if len(found) > SHOWN:
        listed += f" and {len(found) - SHOWN} more"
    return Ambiguous(
        "{text!r} fits several: {found}",
        hint="say which by its id",
        text=brief(text),
        found=listed,
        candidates=found,
    )


def _nothing(reader: Reader, noun: str, name: str) -> NotFound:
    near = nearest(reader, noun, name)
    if near:
        return NotFound(
            "no {noun} called {name!r}; the nearest: {near}",
            hint="use the id, or make it: crm {noun} add",
            noun=noun,
            name=brief(name),
            near=", ".join(f"{reference(noun, id)} {found}" for id, found in near),
        )
    return NotFound(
        "no {noun} called {name!r}",
        hint="crm {noun} list shows them; crm {noun} add makes one",
        noun=noun,
        name=brief(name),
    )


def nearest(reader: Reader, noun: str, name: str) -> list[tuple[int, str]]:
    """Up to three live records whose names are near to `name`: (id, name), the nearest first."""
    from rapidfuzz import fuzz, process

    table, title = NOUNS[noun].table, NOUNS[noun].title
    heard = sounding(reader, noun, name)
    rows = reader.rows(
        f"SELECT id, {title} AS name FROM {table} WHERE deleted_at IS NULL AND {title} IS NOT NULL"
    )
    names = {row["id"]: row["name"] for row in rows}
    folded = {id: fold(found) for id, found in names.items()}
    near = process.extract(fold(name), folded, scorer=fuzz.WRatio, score_cutoff=75, limit=3)
    return list(dict.fromkeys([*heard, *((id, names[id]) for _, _, id in near)]))[:3]


def sounding(reader: Reader, noun: str, name: str) -> list[tuple[int, str]]:
    """Live records whose Chinese names sound like `name` in either order: Li Na, Na Li (id, name).

    Up to three.
    """
    words = fold(name).split()
    if noun not in SOUNDING or not 0 < len(words) <= 4 or not "".join(words).isascii():
        return []
    sounds = list(dict.fromkeys(("".join(words), "".join([words[-1], *words[:-1]]))))
    having = " OR ".join(f"search_text LIKE :sound{n} ESCAPE '\\'" for n in range(len(sounds)))
    index = Index(reader, [[sound] for sound in sounds])
    rows = reader.rows(
        f"SELECT id, {NOUNS[noun].title} AS name, search_text AS said FROM {NOUNS[noun].table}"
        f" WHERE ({having}) AND coalesce(deleted_at, '') = ''{index.condition(noun, 'id')}"
        " ORDER BY id",
        {f"sound{n}": f"%{like(sound)}%" for n, sound in enumerate(sounds)} | index.params,
    )
    fitting = (row for row in rows if not set(sounds).isdisjoint(sounds_of(row["said"])))
    return [(row["id"], row["name"]) for row in fitting][:3]


def handle_of(reader: Reader, id: int | None) -> str | None:
    """The short name of a colleague, also of one in the trash; None when there is none."""
    rows = reader.rows("SELECT handle FROM user_account WHERE id = :id", {"id": id or 0})
    return rows[0]["handle"] if rows else None
