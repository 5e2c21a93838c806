"""The settings, as one table; the personal file; environment and platform paths.

What is personal (which database, colours, who I am) stands in a TOML file. What makes reports
comparable (currency, time zone, thresholds) belongs to the team and stands in the database.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal, NamedTuple

from crm_cli.errors import BadContent, BadValue, Failure, NotFound, UsageError


class Setting(NamedTuple):
    """One setting: its name, what its value is, its default, and what it is for."""

    name: str
    kind: Literal[
        "text",
        "integer",
        "yesno",
        "currency",
        "zone",
        "region",
        "choice",
        "hours",
        "holidays",
        "rfm",
        "mailbox",
        "address",
    ]
    default: str
    purpose: str
    scope: Literal["team", "personal"]
    choices: tuple[str, ...] = ()


SETTINGS: dict[str, Setting] = {
    setting.name: setting
    for setting in (
        Setting("currency", "currency", "EUR", "the currency of amounts without one", "team"),
        Setting("timezone", "zone", "UTC", "the zone in which days, weeks and months are", "team"),
        Setting(
            "phone_region", "region", "", "country of phone numbers without one (DE, CN …)", "team"
        ),
        Setting("yen", "choice", "", "what ¥ means", "team", ("", "CNY", "JPY")),
        Setting(
            "stale_days", "integer", "30", "an open deal untouched for longer is stale", "team"
        ),
        Setting("quiet_days", "integer", "90", "a contact untouched for longer is quiet", "team"),
        Setting(
            "business_hours", "hours", "Mon-Fri 09:00-18:00", "when we work, for tickets", "team"
        ),
        Setting("holidays", "holidays", "", "days off: 2026-12-24..2026-12-26, 01-01", "team"),
        Setting(
            "lifecycle.lost", "integer", "18", "months without a purchase: customer lost", "team"
        ),
        Setting("lifecycle.inactive", "integer", "6", "months without one: inactive", "team"),
        Setting("lifecycle.active", "integer", "12", "months with two or more: active", "team"),
        Setting("lifecycle.new", "integer", "6", "months since the first one: new", "team"),
        Setting(
            "rfm.names", "rfm", "", "the names of RFM segments (crm segment names --json)", "team"
        ),
        Setting(
            "database.url", "address", "", "the database: a file or a postgresql:// URL", "personal"
        ),
        Setting(
            "database.password_command",
            "text",
            "",
            "a command that prints its password (or ~/.pgpass, PGPASSWORD)",
            "personal",
        ),
        Setting("user", "text", "", "my handle in the team", "personal"),
        Setting(
            "color", "choice", "auto", "colours in the terminal", "personal", ("auto", "never")
        ),
        Setting("limit", "integer", "50", "how many rows a list shows", "personal"),
        Setting("hooks.timeout", "integer", "10", "seconds that a hook may take", "personal"),
        Setting("smtp.host", "text", "", "the server that sends mail for --send", "personal"),
        Setting(
            "smtp.port", "integer", "", "its port (587, 465 with tls, 25 with none)", "personal"
        ),
        Setting(
            "smtp.security",
            "choice",
            "starttls",
            "how the connection to it is encrypted",
            "personal",
            ("starttls", "tls", "none"),
        ),
        Setting("smtp.user", "text", "", "my name at the server, if it asks for one", "personal"),
        Setting(
            "smtp.password_command",
            "text",
            "",
            "a command that prints the password (or CRM_SMTP_PASSWORD has it)",
            "personal",
        ),
        Setting("smtp.from", "mailbox", "", "whom mail is from: CRM <crm@example.com>", "personal"),
    )
}


_DAYS = 36_500  # a hundred years
_MOST = {"smtp.port": 65_535, "limit": 1_000_000, "hooks.timeout": 86_400}


def setting(name: str) -> Setting:
    """The setting called `name`. Raises NotFound with the nearest name."""
    found = SETTINGS.get(name)
    if found is None:
        from crm_cli.values.text import nearest

        near = nearest(name, SETTINGS)
        hint = "crm config list shows them all"
        raise NotFound(
            "no setting called {name!r}",
            hint=f"did you mean {{near}}? {hint}" if near else hint,
            name=name,
            near=near,
        )
    return found


def read_setting(found: Setting, text: str) -> str:
    """The canonical text of a value for a setting. Raises BadValue with the reason."""
    text = text.strip()
    if found.kind == "integer":
        if not text.isascii() or not text.isdigit():
            raise _bad(found, text, "a whole number, such as 30")
        most = _MOST.get(found.name, _DAYS)
        if len(text) > 9 or int(text) > most:
            raise _bad(found, text, f"a whole number up to {most}")
    elif found.kind == "currency":
        from crm_cli.values.currencies import read_currency

        text = read_currency(text)
    elif found.kind == "zone":
        text = _read_zone(found, text)
    elif found.kind == "region":
        text = _read_region(found, text.upper())
    elif found.kind == "mailbox":
        from crm_cli.values.emails import read_mailbox

        read_mailbox(text)
    elif found.kind == "address":
        check_address(text)
    elif found.kind == "hours":
        from crm_cli.values.hours import read_hours

        text = str(read_hours(text))
    elif found.kind == "holidays":
        from crm_cli.values.hours import read_holidays

        text = str(read_holidays(text))
    elif found.kind == "rfm":
        from crm_cli.values.rfm import read_rules

        text = read_rules(text)
    elif found.kind == "choice" and text not in found.choices:
        raise _bad(found, text, " or ".join(choice for choice in found.choices if choice))
    return text


def in_force(found: Setting, text: str, place: str = "") -> str:
    """What a stored value comes to: a number beyond the largest that can be set is the largest.

    Raises BadContent for one that cannot be read; `place` is where it stands, if not the database.
    """
    if found.kind != "integer" or not text:
        return text
    if text.isascii() and text.isdigit() and found.name != "smtp.port":
        most = _MOST.get(found.name, _DAYS)
        return text if len(text) <= 9 and int(text) <= most else str(most)
    try:
        return read_setting(found, text)
    except BadValue as error:
        raise unreadable(found, text, place) from error


def unreadable(found: Setting, text: str, place: str = "") -> BadContent:
    """The error for a stored setting that cannot be read."""
    return BadContent(
        "the setting {name} cannot be {text!r}" + (" ({place})" if place else ""),
        hint="crm config set {name} …, or crm config unset {name}",
        name=found.name,
        text=text,
        place=place,
    )


def _read_region(found: Setting, text: str) -> str:
    if text and not (len(text) == 2 and text.isascii() and text.isalpha()):
        raise _bad(found, text, "a country code of two letters, such as DE or CN")
    if text:
        from crm_cli.values.phones import check_region

        check_region(text)
    return text


# Towns in Chinese, and China itself, which has one time zone.
_ZONES = {
    "Asia/Shanghai": "上海 北京 广州 深圳 成都 重庆 杭州 中国 北京时间", "Asia/Urumqi": "乌鲁木齐",
    "Asia/Hong_Kong": "香港", "Asia/Macau": "澳门 澳門", "Asia/Taipei": "台北 臺北 台湾 臺灣",
    "Asia/Singapore": "新加坡", "Asia/Tokyo": "东京 東京", "Asia/Seoul": "首尔 首爾",
    "Europe/London": "伦敦 倫敦", "Europe/Berlin": "柏林", "Europe/Paris": "巴黎",
    "America/New_York": "纽约 紐約", "America/Los_Angeles": "洛杉矶 洛杉磯",
    "Australia/Sydney": "悉尼 雪梨",
}  # fmt: skip


def _read_zone(found: Setting, text: str) -> str:
    """The name of a time zone: its own, or that of a town if one zone alone is called so."""
    from zoneinfo import available_timezones

    zones = available_timezones()
    if text in zones:
        return text
    if named := [zone for zone, towns in _ZONES.items() if text.strip() in towns.split()]:
        return named[0]
    wanted = text.casefold().replace(" ", "_")
    near = [
        zone
        for zone in zones
        if wanted in (zone.casefold(), zone.casefold().rpartition("/")[2])
        and not zone.startswith(("posix/", "right/"))
    ]
    if len(near) == 1:
        return near[0]
    few = " or ".join(sorted(near)[:3]) or "Europe/Berlin or Asia/Shanghai"
    raise _bad(found, text, f"a time zone, such as {few}")


def _bad(found: Setting, text: str, wanted: str) -> BadValue:
    return BadValue(
        "{name} cannot be {text!r}", hint=f"it takes {wanted}", name=found.name, text=text
    )


# Of what would be taken for something else: what the driver says of it has parts of the password.
_WORDS = r"(?i)^postgres(ql)?:|(^|\s)(host|dbname|user|password)\s*="
_UNESCAPED = r"://[^@/:?\[]*:(?!\d+[/?])\S*[/?#@]\S*@|%(?![0-9A-Fa-f]{2})|%00"


def check_address(url: str) -> None:
    """UsageError, which repeats no password, for what is neither a file nor an address."""
    import re

    kind, mark, _ = url.partition("://")
    if mark and kind not in ("sqlite", "postgresql", "postgres"):
        raise UsageError(
            "there is no way to reach a database at {kind}://",
            hint="a file, or postgresql://user@host/name",
            kind=kind,
        )
    if not mark and (":" in url or "=" in url) and re.search(_WORDS, url):
        raise UsageError(
            "that is neither a file nor an address of a database",
            hint="a file, or postgresql://user@host/name",
        )
    if kind.startswith("postgres") and re.search(_UNESCAPED, url):
        raise UsageError(
            "the address of the database has a character that has to be written otherwise",
            hint="in a password @ is %40, / is %2F, : is %3A and % is %25; or keep it in ~/.pgpass",
        )


class Config:
    """The personal settings: the TOML file, overridden by the environment."""

    def __init__(self, environment: dict[str, str] | None = None) -> None:
        self.environment = dict(os.environ) if environment is None else environment
        self._file: dict[str, Any] | None = None

    @property
    def path(self) -> Path:
        """Where the personal file is; it need not exist."""
        if folder := self.environment.get("CRM_CONFIG_DIR"):
            return Path(folder) / "config.toml"
        return self._platform("user_config_path") / "config.toml"

    @property
    def data_folder(self) -> Path:
        """Where databases live when no place is named."""
        if folder := self.environment.get("CRM_DATA_DIR"):
            return Path(folder)
        return self._platform("user_data_path")

    def _platform(self, name: str) -> Path:
        import platformdirs

        try:
            path: Path = getattr(platformdirs, name)("crm", appauthor=False)
        except (RuntimeError, KeyError) as error:
            raise _homeless() from error
        if not path.is_absolute() or "~" in path.parts:
            raise _homeless()
        return path

    def get(self, name: str) -> str:
        """The value of a personal setting, or its default. BadContent for no number."""
        return in_force(SETTINGS[name], self.text(name), str(self.path))

    def text(self, name: str) -> str:
        """What the file says a personal setting is, as it stands there, or its default."""
        value: Any = self._read()
        for part in name.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        return SETTINGS[name].default if value is None else str(value)

    def aliases(self) -> dict[str, str]:
        """My own commands: what the words of each stand for, by name."""
        found = self._read().get("aliases")
        return {name: str(text) for name, text in found.items()} if isinstance(found, dict) else {}

    def named_database(self, option: str | None) -> str:
        """The database that somebody named: by the option, CRM_DATABASE_URL, or the file."""
        return option or self.environment.get("CRM_DATABASE_URL") or self.get("database.url")

    def database_url(self, option: str | None) -> str:
        """The database to use: the one that is named, else that in the platform's folder."""
        url = self.named_database(option)
        if url == "demo":
            return str(self.data_folder / "demo.db")
        check_address(url)
        return url or str(self.data_folder / "crm.db")

    def database_password(self) -> str | None:
        """What `database.password_command` prints; None where PGPASSWORD or ~/.pgpass says it.

        Raises Failure when the command fails.
        """
        from crm_cli.passwords import printed

        command = self.get("database.password_command")
        if not command or self.environment.get("PGPASSWORD"):
            return None
        return printed("database.password_command", command, self.environment)

    def user(self) -> str:
        """My handle: CRM_USER, the file, else the name I am logged in with."""
        name = self.environment.get("CRM_USER") or self.get("user")
        if name:
            return name
        import getpass

        try:
            return getpass.getuser()
        except (OSError, KeyError):
            return "me"

    def _read(self) -> dict[str, Any]:
        if self._file is None:
            self._file = {}
            try:
                path = self.path
                content = path.read_bytes()
            except (OSError, Failure):
                return self._file
            import tomllib

            try:
                self._file = tomllib.loads(content.decode("utf-8"))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                raise BadContent(
                    "{path} cannot be read: {reason}",
                    hint="mend it, or move it away",
                    path=path,
                    reason=str(error),
                ) from error
        return self._file

    def set(self, name: str, value: str | None) -> None:
        """Write a personal setting to the file (None takes it out); comments in it stay."""
        import tomlkit

        from crm_cli.private import make_folder, replace_file, unwritable

        path = self.path
        document = tomlkit.parse(path.read_text("utf-8") if path.exists() else "")
        table: Any = document
        *parents, last = name.split(".")
        for part in parents:
            table = table.setdefault(part, tomlkit.table())
        if value is None:
            table.pop(last, None)
        else:
            table[last] = value
        try:
            make_folder(path.parent)
        except OSError as error:
            raise unwritable(path, error) from error
        replace_file(path, lambda out: out.write(tomlkit.dumps(document)))
        self._file = None


def _homeless() -> Failure:
    return Failure(
        "there is no home folder to keep the data in",
        hint="set HOME, or name a file: crm --db FILE … (or CRM_DATABASE_URL)",
    )
