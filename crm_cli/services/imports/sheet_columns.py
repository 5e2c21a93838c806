"""Where the columns of a sheet for everything go: to fields of several nouns."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from crm_cli.errors import UsageError
from crm_cli.services.imports.synonyms import header_key, numbered_key, synonyms
from crm_cli.services.imports.targets import EXTRAS
from crm_cli.services.inputs import INPUTS
from crm_cli.values.text import fold

SHEET = "sheet"  # what --as calls it
NOUNS = ("company", "contact", "deal", "interaction", "task")  # each may link to those before it

# Of each noun: what shows that a row speaks of it.
TELLING: dict[str, frozenset[str]] = {
    "company": frozenset(("name", "domain")),
    "contact": frozenset(("name", "given_name", "family_name", "email", "phone", "handle")),
    "deal": frozenset(("title", "amount", "stage", "expected_close")),
    "interaction": frozenset(("occurred_at", "subject", "body")),
    "task": frozenset(("title", "due")),
}
_WORDS = {
    "interaction": {
        "occurred_at": "lastcontact lastcontacted lastcontactedon lastcontactdate lasttouch"
        " lastcalled lastspoke lastspoken lastmet 最近跟进时间 最近跟进日期 最后跟进时间"
        " 最后跟进日期 最新跟进时间 上次跟进时间 上次跟进日期 最近联系时间 最近联系日期"
        " 最后联系时间 上次联系时间 跟进时间 跟进日期 letzterkontakt",
        "kind": "跟进方式 跟进类型 contactmethod lastcontacttype",
        "body": "lastcontactnotes lastnote lastnotes 跟进记录 跟进内容 最近跟进记录 最新跟进记录"
        " 最后跟进记录 最近跟进内容 最后跟进内容 跟进情况 沟通记录",
    },
    "task": {
        "title": "nextstep nextsteps nextaction nextactions 下一步 下一步计划 下步计划 跟进计划"
        " 下次跟进内容 下次跟进计划 nachsterschritt",
        "due": "nextstepdate nextstepdue nextactiondate nextfollowup nextfollowupdate followupdate"
        " nextcontact nextcontactdate 下次跟进时间 下次跟进日期 下次联系时间 下次联系日期"
        " 下次回访时间 计划跟进时间 wiedervorlage",
    },
    "deal": {
        "external_id": "orderid ordernumber orderno 订单号 订单编号",
        "closed_at": "orderdate 下单时间 下单日期 订单日期 付款时间",
        "title": "deal dealname dealtitle opportunity opportunityname 商机 商机名称 项目名称",
        "amount": "amount dealamount dealvalue dealsize value 订单金额 实付金额 商机金额 预计金额"
        " 预计成交金额 预计销售金额 金额 betrag wert",
        "currency": "currency 币种",
        "stage": "stage dealstage salesstage 阶段 销售阶段 商机阶段 phase",
        "probability": "probability 赢率 成交概率",
        "expected_close": "closedate expectedclose expectedclosedate forecastdate 预计成交日期"
        " 预计成交时间 预计签单日期 预计签约日期 预计结单日期",
    },
}
_KNOWN = {
    noun: {word: field for field, words in fields.items() for word in words.split()}
    for noun, fields in _WORDS.items()
}
# The customer is the company where people have a column of their own, else the person.
_CUSTOMER = frozenset(
    ["客户名称", "客户", "客户名", "客户全称", "customer", "customername", "client"]
)
_NOTES = frozenset(
    [
        *("note", "notes", "remark", "remarks", "comment", "comments", "notizen"),
        *("备注", "备注信息", "客户备注"),
    ]
)
_LEVELS = frozenset(
    ["客户级别", "客户等级", "客户分级", "客户类型", "客户性质", "客户状态", "成交状态", "跟进状态"]
)
_VAGUE = frozenset(
    ["id", "title", "status", "type", "state", "date", "created", "subject", "description"]
)
_LATEST = re.compile(r"last|letzt|next|nachst|followup|wieder|最近|最后|最新|上次|下次|下一步|下步")
_BUYERS = dict.fromkeys(
    ["买家", "买家姓名", "收货人", "收货人姓名", "收件人", "buyer", "buyername"], "name"
)
_NAMES = {"name", "given_name", "family_name"}
_REACHED = {"email", "phone", "handle:wechat"}
_NEVER = {"external_id", "stage"}  # of what there are several in a row
_SHARED = ("source", "tag")  # the person's, else the company's
_OF_COMPANIES = ("region", "country", "city", "address")


class Places:
    """The fields of each column, by its place: pairs of a noun and a field."""

    def __init__(self) -> None:
        self._of: dict[int, list[tuple[str, str]]] = {}

    def put(self, index: int, nouns: Iterable[str], name: str, *, taking: bool = False) -> None:
        """Let a column go to a field of these nouns, unless another one does; `taking` it over."""
        for noun in nouns:
            if taking and not _several(noun, name):
                for place in self.columns(noun, name):
                    self._of[place].remove((noun, name))
            if taking or _several(noun, name) or not self.columns(noun, name):
                self._of.setdefault(index, []).append((noun, name))

    def drop(self, index: int) -> None:
        """Let a column go nowhere."""
        self._of[index] = []

    def columns(self, noun: str, name: str) -> list[int]:
        """The columns of a field."""
        return [index for index, pairs in self._of.items() if (noun, name) in pairs]

    def tells(self, noun: str) -> bool:
        """Whether rows can speak of a noun."""
        return any(
            one == noun and name.partition(":")[0] in TELLING[noun] for one, name in self.all
        )

    @property
    def all(self) -> list[tuple[str, str]]:
        """All fields that columns go to."""
        return [pair for pairs in self._of.values() for pair in pairs]

    def maps(self, noun: str, columns: Sequence[str]) -> list[str]:
        """What `--map` would say of all columns for one noun."""
        found = []
        for index, column in enumerate(columns):
            names = [name for one, name in self._of.get(index, ()) if one == noun]
            found += [f"{column}={name}" for name in names or [""]]
        return found

    def unused(self, columns: Sequence[str]) -> list[int]:
        """The columns that go nowhere, those aside that the user leaves out."""
        return [index for index in range(len(columns)) if index not in self._of]

    def forget(self, noun: str) -> None:
        """Let no column go to a noun."""
        for index, pairs in self._of.items():
            self._of[index] = [pair for pair in pairs if pair[0] != noun]

    def keep(self, kinds: Mapping[int, str], columns: Sequence[str]) -> None:
        """Let columns become fields of these kinds, of the person's, else of the company's."""
        nouns = [noun for noun in ("contact", "company") if self.tells(noun)]
        for index, kind in kinds.items():
            self.put(index, nouns, f"field:{_bare(columns[index])}:{kind}")


def _several(noun: str, name: str) -> bool:
    """Whether several columns can go to a field."""
    field = INPUTS[noun].get(name.partition(":")[0])
    return field is not None and field.kind in ("list", "tags")


def _bare(column: str) -> str:
    """The name of a field that is made of a column."""
    bare = re.sub(r"[（(\[【][^）)\]】]*[）)\]】]|[*＊:：=,@|<>!~]", " ", column)
    return " ".join(bare.split()) or "column"


def fields_of(columns: Sequence[str]) -> Places:
    """Where the columns go by their names."""
    found = Places()
    known = _known(columns)
    for index, column in enumerate(columns):
        key = header_key(column)
        nouns, name = known.get(key) or known.get(numbered_key(column)) or ((), "")
        found.put(index, nouns, f"field:{_bare(column)}" if name == "field:" else name)
    for noun in NOUNS:  # nobody owns what no row speaks of
        if not found.tells(noun):
            found.forget(noun)
    return found


def _known(columns: Sequence[str]) -> dict[str, tuple[Sequence[str], str]]:
    """What each word for a column means in a sheet with these: nouns, and the field of each."""
    keys = [header_key(column) for column in columns]
    contact, company = synonyms("contact", columns) | _BUYERS, synonyms("company")
    named = any(contact.get(key) in _NAMES and key not in _CUSTOMER for key in keys)
    alone = not named and not _CUSTOMER.isdisjoint(keys)  # the customers are people, if they are:
    reached = any(contact.get(numbered_key(column)) in _REACHED for column in columns)
    employed = any(contact.get(key) == "company" and key not in _CUSTOMER for key in keys)
    firm = employed or (not _CUSTOMER.isdisjoint(keys) and not (alone and reached))
    person = named or (alone and reached)
    both = [noun for noun, there in (("contact", person), ("company", firm)) if there]
    found: dict[str, tuple[Sequence[str], str]] = {}
    found |= {key: (("company",), field) for key, field in company.items() if firm}
    for key, field in contact.items():
        if field in _SHARED:
            found[key] = (both, field)
        elif not (field in _OF_COMPANIES and firm):
            found[key] = (("company",), "name") if field == "company" else (("contact",), field)
    found |= {key: (NOUNS, "owner") for key, field in contact.items() if field == "owner"}
    found = {key: to for key, to in found.items() if key not in _VAGUE and to[1] not in _NEVER}
    found |= dict.fromkeys(_LEVELS, (both[-1:], "field:"))
    found |= dict.fromkeys(_NOTES, (both, "field:notes"))
    found |= dict.fromkeys(_CUSTOMER, (("company" if firm and not alone else "contact",), "name"))
    if alone and not reached:
        found |= dict.fromkeys(_CUSTOMER, (("company",), "name"))
    for noun, words in _KNOWN.items():
        found |= {word: ((noun,), field) for word, field in words.items()}
    return found


def is_sheet(columns: Sequence[str]) -> bool:
    """Whether rows with these columns hold a customer, and the last touch or the next step.

    An order with the buyer's phone number is one too: a deal alone would not keep the number.
    """
    latest = [column for column in columns if _LATEST.match(header_key(column))]
    found = fields_of(columns)
    events = {noun for noun, _ in fields_of(latest).all} & {"interaction", "task"}
    customer = found.columns("company", "name") or found.tells("contact")
    described = {
        (noun, name)
        for noun, name in found.all
        if noun in ("company", "contact", "deal") and name not in ("name", "owner")
    }
    order = found.columns("deal", "external_id") and found.columns("contact", "phone")
    return bool((events and customer and described) or (order and found.tells("deal")))


def named(text: str, nouns: Collection[str]) -> tuple[tuple[str, ...], str]:
    """The nouns that a field's name means, and the name without its noun: "task.due", "phone".

    What stands after "=" or ":" is left as it is. UsageError for a name that several have.
    """
    head = re.split(r"[=:]", text, maxsplit=1)[0].strip()
    noun, dot, rest = head.partition(".")
    if dot and fold(noun) in NOUNS and rest != "id":
        return (fold(noun),), text.strip()[len(noun) + 1 :]
    name = fold(head).replace(" ", "_").replace("-", "_")
    if name == "field":
        return ("contact" if "contact" in nouns else "company",), text
    having = [one for one in NOUNS if one in nouns and (name in INPUTS[one] or name in EXTRAS[one])]
    if name == "owner" or (name in _SHARED and having):
        return tuple(having if name == "owner" else having[:2]), text
    if "company" in having and name in _OF_COMPANIES:
        having = ["company"]
    if name in ("company", "contact"):
        return (name,), f"name{text.strip()[len(head) :]}"
    if len(having) == 1:
        return (having[0],), text
    if having:
        raise UsageError(
            "several things in a row have {name}: {having}",
            hint="write {first}.{name}",
            name=name,
            having=", ".join(having),
            first=having[0],
        )
    raise UsageError(
        "no part of a row has a field {name!r}",
        hint="write it as contact.phone, company.industry, interaction.body, task.due, deal.amount",
        name=head,
    )
