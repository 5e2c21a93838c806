"""What bash, zsh and fish need for completion: their scripts, and words as they are typed there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from crm_cli.values.text import fold

# Each gives the line up to the cursor, and takes a line for each word: the word, a tab, what it is.
BASH = """
_crm_completion() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        COMPREPLY+=("$line")
    done < <(env _CRM_COMPLETE=complete_bash _CRM_LINE="${COMP_LINE:0:COMP_POINT}" \\
        _CRM_WORD="$2" _CRM_TYPE="$COMP_TYPE" "$1" 2>/dev/null)
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]]; then
        compopt -o nospace
    fi
}
complete -o default -F _crm_completion crm
"""
ZSH = """
#compdef crm

_crm() {
    local value said wide=""
    local -a values shown open openly
    while IFS=$'\\t' read -r value said; do
        if [[ $value == $'\\x01' ]]; then
            wide=1
        elif [[ $value == *= ]]; then
            open+=("$value"); openly+=("$value${said:+  -- $said}")
        else
            values+=("$value"); shown+=("$value${said:+  -- $said}")
        fi
    done < <(_CRM_COMPLETE=complete_zsh _CRM_LINE="${(j: :)words[1,CURRENT-1]} $QIPREFIX$PREFIX" \\
        $words[1] 2>/dev/null)
    if (( $#values + $#open == 0 )); then
        _files
        return
    fi
    local option=""
    [[ $PREFIX == --*=* ]] && option="${PREFIX%%=*}="
    [[ -n $wide ]] && (( $#values > 1 )) && compstate[insert]=menu
    (( $#values )) && compadd -U -l -P "$option" -d shown -a values
    (( $#open )) && compadd -U -l -P "$option" -S '' -d openly -a open
}

if [[ $funcstack[1] == _crm ]]; then
    _crm "$@"
else
    compdef _crm crm
fi
"""
FISH = """
function __crm_complete
    set -l found (env _CRM_COMPLETE=complete_fish _CRM_LINE=(commandline -cp | string collect) \\
        crm 2>/dev/null)
    if set -q found[1]
        printf '%s\\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete --command crm --no-files --arguments "(__crm_complete)"
"""
SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}

_LISTING = "63"  # bash asks for the list of what is possible, which nothing is inserted of
_MEANT = re.compile(r"[^\w@%+,./-]")  # in bash a backslash goes before it


class Offer(NamedTuple):
    """A word that may stand there, and what it is."""

    word: str
    said: str = ""


class Typed(NamedTuple):
    """A word as it is typed: what it says, the quote that is open in it, and how it is written."""

    text: str
    quote: str
    raw: str


def split(line: str) -> list[Typed]:
    """The words of a line up to the cursor; the last is the one that is being typed."""
    words = []
    start, text, quote, place = 0, "", "", 0
    while place < len(line):
        char = line[place]
        place += 1
        if quote == "'":
            if char == "'":
                quote = ""
            else:
                text += char
        elif char == "\\" and (not quote or line[place : place + 1] in ('"', "\\", "$", "`")):
            text += line[place : place + 1]
            place += 1
        elif char == '"':
            quote = "" if quote else char
        elif quote:
            text += char
        elif char == "'":
            quote = char
        elif char.isspace():
            if line[start : place - 1]:
                words.append(Typed(text, "", line[start : place - 1]))
            start, text = place, ""
        else:
            text += char
    return [*words, Typed(text, quote, line[start:])]


def answer(shell: str, offers: Sequence[Offer], typed: Typed, given: Mapping[str, str]) -> str:
    """The lines that the script of a shell takes for these offers."""
    clean = [offer for offer in offers if offer.word.isprintable()]
    before = re.match(r"--[\w-]+=", typed.text)
    option = before[0] if before else ""
    begun = fold(typed.text.removeprefix(option))
    wide = any(not fold(offer.word).startswith(begun) for offer in clean)
    if shell == "bash":
        return _bash(clean, typed, option, given, wide)
    if shell == "fish":
        clean = [offer._replace(word=option + offer.word) for offer in clean]
    lines = [
        f"{word}\t{' '.join(said.split())}" if said.isprintable() and said else word
        for word, said in clean
    ]
    if shell == "zsh" and wide:
        lines.append("\x01")
    return "\n".join(lines)


def _bash(
    offers: Sequence[Offer], typed: Typed, option: str, given: Mapping[str, str], wide: bool
) -> str:
    """The words from where bash begins to exchange: it takes `=`, `:` and `@` for their ends."""
    word = given.get("_CRM_WORD", typed.raw)
    there = ""
    if typed.raw.endswith(word):
        there = split(typed.raw.removesuffix(word))[-1].text if word != typed.raw else ""
    lines = []
    for offer in offers:
        whole = option + offer.word
        if not fold(whole).startswith(fold(there)):
            continue
        line = _quoted(whole[len(there) :], typed.quote)
        if given.get("_CRM_TYPE") == _LISTING and offer.said and len(offers) > 1:
            line = f"{line}  ({offer.said})"
        lines.append(line)
    if wide and len(lines) > 1 and given.get("_CRM_TYPE") != _LISTING and word:
        lines.append(word)  # else bash would leave of it what the others have in common
    return "\n".join(lines)


def _quoted(text: str, quote: str) -> str:
    """`text` as it has to stand on the line, where this quote is open."""
    if quote == "'":
        return text.replace("'", r"'\''")
    if quote == '"':
        return re.sub(r'([\\$`"])', r"\\\1", text).replace("!", "\"'!'\"")
    # An "=" ends a condition that is not typed yet.
    end = "=" if text.endswith("=") else ""
    return _MEANT.sub(r"\\\g<0>", text.removesuffix(end)) + end
