"""Reading, bytes to text: an encoding is stated or proved, never guessed; anything else is refused with the way out."""

import codecs
import re
from typing import NoReturn

from extractor.errors import ArticleError

_SIGNATURES = (
    (b"\x1f\x8b", "gzip data: unpack it first (gunzip)"),
    (b"%PDF-", "a PDF: take its text out first (pdftotext)"),
    (b"PK\x03\x04", "a zip archive or an office document: unpack it, or save it as text, first"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document: save it as text first"),
    (b"{\\rtf", "an RTF document: save it as text first"),
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the other's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_HEAD = 2_048
"""Bytes in which a page must say what it is; browsers look at 1,024."""
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_XML = re.compile(r"\s*<\?xml\b")
_CHARSET = r"""(?i)<meta\s[^>]*?charset\s*=\s*["']?\s*([\w:.-]+)|<\?xml\s[^>]*?encoding\s*=\s*["']([\w:.-]+)"""
"""Compiled with the first page, like what its codecs are called."""
_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_WEB_CODECS = {"ascii": "cp1252", "iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "utf-16": "utf-8"}
"""Codecs that stand for another one on the web (WHATWG Encoding Standard)."""
_PAGE_CODECS = r"utf-8|cp125\d|cp874|iso8859-\d+|koi8-[ru]|mac-\w+|gb18030|big5|euc_jp|shift_jis|iso2022_jp|euc_kr"


_BINARY = "binary data, or UTF-16 without a byte order mark: it holds NUL bytes. If it is text, convert it to UTF-8"


def decode(data: bytes, *, page: bool) -> str:
    """Decode `data` by its byte order mark, by the charset that it declares if it is a web `page`, or as UTF-8.

    Line ends stay as they are and the mark goes. Raises `ArticleError` of kind `not_text`.
    """
    refuse_signature(data)
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], codec)
    if b"\0" in data:
        _refuse(_BINARY)
    return _strict(data, _declared(data) if page else "utf-8")


def is_page(head: bytes) -> bool:
    """Whether data that begins with `head` is an HTML page by its first tag, whatever its name."""
    return _PAGE.match(_glimpse(head)) is not None


def refuse_signature(head: bytes) -> None:
    """Raise `ArticleError` where `head` begins a known kind of file that is no text."""
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            _refuse(name)
    if _XML.match(_glimpse(head)) and not is_page(head):
        _refuse("XML, and no web page: take the article's text out of it first")


def refuse_binary(line: bytes) -> None:
    """Raise `ArticleError` where the first line of a file shows that it has no lines of UTF-8."""
    refuse_signature(line)
    if b"\0" in line:
        _refuse(_BINARY if not line.startswith(_UTF_16) else "UTF-16: lines of JSON must be UTF-8; convert it")


def _glimpse(head: bytes) -> str:
    """Decode the first characters, well enough to read tags by."""
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return head[len(mark) : _HEAD].decode(codec, errors="replace")
    return head[:_HEAD].decode("latin-1")


def _declared(data: bytes) -> str:
    """Find the codec for the charset that the page declares, UTF-8 if it declares none."""
    found = re.search(_CHARSET, _glimpse(data))
    label = (found[1] or found[2]) if found else "utf-8"
    try:
        codec = codecs.lookup(label).name
    except LookupError:
        codec = ""
    codec = _WEB_CODECS.get(codec, codec)
    # Python also knows codecs that are no charsets, such as rot13.
    return (
        codec
        if re.fullmatch(_PAGE_CODECS, codec)
        else _refuse(f"a page in the unknown charset {label[:40]}; convert it to UTF-8")
    )


def _strict(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        place, byte = error.start, data[error.start]
    if codec.startswith(("utf-16", "utf-32")):
        return _refuse(f"damaged {codec.upper()}, from byte {place:,} on")
    if _CONTROLS.search(data):
        return _refuse(f"binary data: no {codec.upper()} at byte {place:,}")
    return _refuse(
        f"no valid {codec.upper()}: byte 0x{byte:02X} at offset {place:,}. Convert it from the encoding that it has, "
        "for instance: iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW"
    )


def _refuse(what: str) -> NoReturn:
    raise ArticleError(f"it is {what}", "not_text")
