"""What TAB offers, through the protocol of Typer's scripts and in a real bash."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Crm, Result

PEOPLE = ("Jane Smith", "Jörg O'Dell", "Müller: Jan", "$(reboot)", "张伟", "Bob")


@pytest.fixture
def people(crm: Crm) -> Crm:
    """A database with some names."""
    for name in PEOPLE:
        crm.ok("contact", "add", name)
    crm.ok("contact", "edit", "C1", "--email", "jane@acme.example", "--tag", "vip")
    crm.ok("company", "add", "Acme GmbH")
    crm.ok("deal", "add", "Jam jars", "--company", "Acme GmbH")
    crm.ok("task", "add", "Jot it down")
    return crm


def bash(crm: Crm, line: str, *, word: str | None = None, listing: bool = False) -> Result:
    """Press TAB in bash at the end of `line`; `word` is what bash takes for its last word."""
    environment = {
        "_CRM_COMPLETE": "complete_bash",
        "_CRM_LINE": line,
        "_CRM_WORD": line.rpartition(" ")[2] if word is None else word,
        "_CRM_TYPE": "63" if listing else "9",
    }
    return crm(environment=environment)


def typed(crm: Crm, shell: str, line: str) -> Result:
    """Press TAB in zsh or fish at the end of `line`."""
    return crm(environment={"_CRM_COMPLETE": f"complete_{shell}", "_CRM_LINE": line})


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("crm contact show J", ["Jane\\ Smith", "Jörg\\ O\\'Dell"]),
        ("crm contact show j", ["Jane\\ Smith", "Jörg\\ O\\'Dell"]),
        ("crm contact show jor", ["Jörg\\ O\\'Dell"]),
        ("crm contact show 张", ["张伟"]),
        ("crm contact show mü", ["Müller\\:\\ Jan"]),
        ('crm contact show "Ja', ["Jane Smith"]),
        ("crm contact show jane@", ["jane@acme.example"]),
        ("crm contact show X", []),
        ("crm contact show $", ["\\$\\(reboot\\)"]),
        ("crm contact show zhangw", ["张伟"]),
        ("crm contact show zhang w", []),
        ("crm contact show zw", ["张伟"]),
        ("crm contact show z", []),
        ("crm contact show c2", ["C2"]),
        ("crm show d", []),
        ("crm contact show d1", []),
        ("crm show d1", ["D1"]),
        ("crm contact list --where ci", ["city="]),
        ("crm contact list --where stage=c", ["stage\\=customer"]),
        ("crm contact list --columns name,ci", ["name,city"]),
        ("crm contact list --sort na", ["name"]),
        ("crm deal add X --company=ac", ["--company\\=Acme\\ GmbH"]),
        ("crm field list dea", ["deal"]),
        ("crm contact show %", []),
        ("crm contact show _", []),
        ("crm show Ja", ["Jane\\ Smith", "Jam\\ jars"]),
        ("crm done J", ["Jot\\ it\\ down"]),
        ("crm log call A", ["Acme\\ GmbH"]),
        ("crm log m", ["meeting", "message"]),
        ("crm deal add X --company ac", ["Acme\\ GmbH"]),
        ("crm deal list --stage p", ["proposal"]),
        ("crm deal move D1 neg", ["negotiation"]),
        ("crm deal list --owner a", ["amy"]),
        ("crm contact add X --stage c", ["customer"]),
        ("crm contact edit C1 --tag V", ["vip"]),
        ("crm contact list --format j", ["json", "jsonl"]),
        ("crm report pipeline --owner a", ["amy"]),
        ("crm tag show v", ["vip"]),
        ("crm contact add J", []),
        ("crm con", ["contact", "config"]),
        ("crm contact sh", ["show"]),
        ("crm contact list --li", ["--limit"]),
    ],
)
def test_what_bash_is_offered(people: Crm, line: str, offered: list[str]) -> None:
    result = bash(people, line)
    assert (result.code, result.err) == (0, "")
    assert [word for word in result.lines if word] == offered


def test_bash_gets_what_comes_after_its_own_word(people: Crm) -> None:
    """It takes `=`, `:` and `@` for the end of a word."""
    cases = {
        ("crm deal add X --company=ac", "ac"): ["Acme\\ GmbH"],
        ("crm contact show jane@ac", "@ac"): ["@acme.example"],
        ("crm contact show Müller:", ""): ["\\ Jan"],
        ("crm contact list --where tag=v", "v"): ["vip"],
        ('crm contact show "Müller: J', "Müller: J"): ["Müller: Jan"],
    }
    for (line, word), offered in cases.items():
        assert bash(people, line, word=word).lines == offered, line


def test_what_is_typed_stays_where_several_sound_like_it(people: Crm) -> None:
    """Bash would leave what the candidates have in common; zsh is told to offer one by one."""
    people.ok("contact", "add", "赵薇")
    people.ok("contact", "add", "张伟")
    assert set(bash(people, "crm contact show zw").lines) == {"C5", "C8", "赵薇", "zw"}
    listed = bash(people, "crm contact show zw", listing=True).lines
    assert "赵薇  (zhaowei C7)" in listed
    assert typed(people, "zsh", "crm contact show zw").lines[-1] == "\x01"


def test_zsh_and_fish_quote_names_themselves(people: Crm) -> None:
    for shell in ("zsh", "fish"):
        result = typed(people, shell, "crm contact show J")
        assert (result.code, result.err) == (0, "")
        assert result.lines == ["Jane Smith\tC1", "Jörg O'Dell\tC2"]
    assert typed(people, "fish", "crm contact show zhangw").lines == ["张伟\tzhangwei C5"]
    with_option = typed(people, "fish", "crm deal add X --company=ac").lines
    assert with_option == ["--company=Acme GmbH\tO1"]


def test_an_alias_is_completed_as_what_it_stands_for(people: Crm) -> None:
    people.ok("config", "alias", "set", "hot", "deal list --sort -amount")
    assert bash(people, "crm ho").lines == ["hot"]
    assert bash(people, "crm hot --stage p").lines == ["proposal"]


def test_the_trash_is_not_offered(people: Crm) -> None:
    people.ok("contact", "delete", "C1")
    assert bash(people, "crm contact show Ja").out.strip() == ""


def test_at_most_thirty_are_offered(crm_sqlite: Crm) -> None:
    rows = "name\n" + "".join(f"Kim {number}\n" for number in range(40))
    crm_sqlite.ok("import", "-", "--as", "contacts", "--map", "name=name", stdin=rows)
    assert len(bash(crm_sqlite, "crm contact show K").lines) == 30


@pytest.mark.parametrize(
    "line",
    [
        "crm --db /nowhere/x.db contact show J",
        "crm --db /dev/null contact show J",
        f"crm --db {__file__} contact show J",
        "crm contact show --no-such-option J",
        "crm nothing J",
    ],
)
def test_nothing_goes_wrong_aloud(crm_sqlite: Crm, line: str) -> None:
    result = bash(crm_sqlite, line)
    assert (result.code, result.out.strip(), result.err) == (0, "", "")


def test_no_database_is_made(crm_sqlite: Crm) -> None:
    missing = crm_sqlite.folder / "missing.db"
    result = bash(crm_sqlite, f"crm --db {missing} contact show J")
    assert (result.code, result.out.strip(), result.err) == (0, "", "")
    assert not missing.exists()


@pytest.mark.parametrize(
    ("shell", "file", "says"),
    [
        ("bash", ".bash_completions/crm.sh", "_CRM_COMPLETE=complete_bash"),
        ("zsh", ".zfunc/_crm", "_CRM_COMPLETE=complete_zsh"),
        ("fish", ".config/fish/completions/crm.fish", "_CRM_COMPLETE=complete_fish"),
    ],
)
def test_it_is_installed_for_each_shell(crm_sqlite: Crm, shell: str, file: str, says: str) -> None:
    # Typer asks for the shell's name, instead of looking which one runs us, with this variable.
    environment = {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    result = crm_sqlite("--install-completion", shell, environment=environment)
    assert result.code == 0
    home = Path(crm_sqlite.environment["HOME"])
    assert says in (home / file).read_text(encoding="utf-8")
