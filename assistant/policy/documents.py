"""A file's bytes become a document: plain text, and blocks and spans that say what each stretch of it is.

Markdown is rendered to HTML first, so that one walk over one tree serves both.
"""

from __future__ import annotations

import hashlib
import json
import re
import warnings
from dataclasses import astuple
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from assistant.errors import CorpusError
from assistant.model import Document
from assistant.policy.markup import Walk

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from assistant.model import Block

MAX_BYTES = 10_000_000
SUFFIXES = (".md", ".html", ".htm", ".txt")


def read(paths: Iterable[Path]) -> tuple[Document, ...]:
    """Read files, and of each folder the files in it that have one of SUFFIXES, into documents sorted by name.

    A document is called as its file is, without the suffix. Raises CorpusError when a file is missing or cannot
    be parsed, when two have one name, and when there are none.
    """
    found: dict[str, Path] = {}
    for path in (file for given in paths for file in _files(given)):
        if path.stem in found:
            raise CorpusError(f"{found[path.stem]} and {path} have one name. Rename one: documents are cited by it.")
        found[path.stem] = path
    return tuple(parse(name, _content(path), suffix=path.suffix.lower()) for name, path in sorted(found.items()))


def parse(name: str, content: bytes, *, suffix: str) -> Document:
    """Read the bytes of a Markdown, HTML or plain-text file.

    `name` is what the document is cited by, `suffix` (one of SUFFIXES) tells the format.
    Raises CorpusError, a sentence that names the document, when there is nothing to read or no way to read it.
    """
    source = _decode(name, content, suffix=suffix)
    walk = Walk()
    if suffix == ".txt":
        for paragraph in re.split(r"\n\s*\n", source):
            walk.paragraph(paragraph)
    else:
        _read_tree(name, source, walk, markdown=suffix == ".md")
    text, blocks = walk.finish()
    if not blocks:
        where = "no text outside menus, scripts and hidden parts" if suffix in {".html", ".htm"} else "no text"
        raise CorpusError(f"{name}{suffix} has {where}. Give a file with the words that people are to read.")
    title = next((text[b.start : b.end] for b in blocks if b.kind == "heading" and b.level == 1), name)
    return Document(name=name, title=title, version=_version(name, text, blocks), text=text, blocks=blocks)


def _files(given: Path) -> list[Path]:
    if not given.is_dir():
        return [given]
    files = [file for file in sorted(given.iterdir()) if file.is_file() and file.suffix.lower() in SUFFIXES]
    if not files:
        raise CorpusError(f"The folder {given} has no documents. Put files ending in {', '.join(SUFFIXES)} there.")
    return files


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            # One byte more than may be: enough to tell that it is too long, however long it is.
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise CorpusError(f"There is no file {path}. Check the name and the folder.") from None
    except OSError as error:
        raise CorpusError(f"Cannot read {path}: {error.strerror}.") from None


def _decode(name: str, content: bytes, *, suffix: str) -> str:
    file = f"{name}{suffix}"
    if suffix not in SUFFIXES:
        raise CorpusError(f"{file} is not one of the formats that can be read: {', '.join(SUFFIXES)}.")
    if len(content) > MAX_BYTES:
        raise CorpusError(f"{file} is over 10 MB. Split it into smaller documents.")
    if not content.strip():
        raise CorpusError(f"{file} is empty. Fill it or leave it out.")
    if b"\0" in content:
        raise CorpusError(f"{file} is a binary file. Give the text as Markdown, HTML or plain text.")
    try:
        source = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CorpusError(f"{file} is not UTF-8 (byte {error.start}). Save it again as UTF-8.") from None
    return source.replace("\r\n", "\n").replace("\r", "\n")


def _read_tree(name: str, source: str, walk: Walk, *, markdown: bool) -> None:
    try:
        html = MarkdownIt("js-default", {"html": True, "maxNesting": 1000}).render(source) if markdown else source
        with warnings.catch_warnings():
            # Beautiful Soup wonders about XHTML and about files of one word; both are read as they are.
            warnings.simplefilter("ignore", category=UserWarning)
            soup = BeautifulSoup(html, "lxml")
        walk.element(soup.find("main") or soup)
    except RecursionError:
        raise CorpusError(f"{name} is nested too deeply to be read. Flatten its lists and boxes.") from None


def _version(name: str, text: str, blocks: tuple[Block, ...]) -> str:
    parts = json.dumps([name, text, [astuple(block) for block in blocks]], ensure_ascii=False)
    return hashlib.sha256(parts.encode()).hexdigest()[:12]
