"""What the names of encodings stand for in files, and a file decoded by chunks."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import BinaryIO

CHUNK = 1 << 20
# What Windows calls Shift-JIS, Big5 and EUC-KR are supersets of them, and what files are in.
_CODECS = {
    "big5": "cp950",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}


def codec_of(encoding: str) -> str:
    """The codec that files said to be in this encoding are in; LookupError for an unknown name."""
    name = codecs.lookup(encoding).name
    return _CODECS.get(name, name)


def texts(stream: BinaryIO, codec: str) -> Iterator[str]:
    """The stream decoded from its beginning, by chunks."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    stream.seek(0)
    while chunk := stream.read(CHUNK):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)
