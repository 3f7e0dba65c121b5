"""`mail preview`: what the mails look like, filled in with a made-up request."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from assistant import bootstrap
from assistant.adapters.smtp import build
from assistant.errors import ConfigurationError, InputError
from assistant.organisation import read_organisation
from assistant.ports import utc_now
from assistant.requests.emails import Letters
from assistant.requests.regime import load_regime
from assistant.requests.samples import SAMPLES, samples
from assistant.requests.ticket import mint_mail_id

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping
    from datetime import datetime

    from assistant.adapters.smtp import Sender
    from assistant.commands import Commands
    from assistant.model import Mail
    from assistant.settings import Settings


def add_to(commands: Commands) -> None:
    """Describe the command."""
    parser = commands.add_parser("mail", help="look at the mails before anybody gets one")
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="COMMAND")
    preview = deeds.add_parser("preview", help="print mails about a made-up request; without a name, list them")
    preview.add_argument("names", nargs="*", metavar="NAME", help="which mails, such as refusal")
    preview.add_argument(
        "--out", type=Path, metavar="DIR", help="write NAME.txt, NAME.html and NAME.eml there instead (all, or by name)"
    )
    preview.set_defaults(run=_preview)


def _preview(settings: Settings, options: argparse.Namespace) -> int:
    if not options.names and not options.out:
        print("\n".join(f"{name:<16} {words}" for name, words in SAMPLES.items()))
        return 0
    organisation = read_organisation(settings.corpus_dir)
    sender = bootstrap.sender(settings, organisation)
    regime, now = load_regime(organisation.clock.regime), utc_now()
    letters = Letters(organisation.controller, sender.address, mint_mail_id, settings.public_url)
    mails = samples(letters, regime=regime, calendar=organisation.clock.calendar, now=now)
    for name in options.names:
        if name not in mails:
            raise InputError(f"There is no mail “{name}” under {regime.title}. There are: {', '.join(mails)}.")
    wanted = {name: mails[name] for name in options.names or mails}
    if options.out:
        _write(wanted, options.out, sender=sender, now=now)
    else:
        print("\n".join(_as_text(mail) for mail in wanted.values()))
    return 0


def _as_text(mail: Mail) -> str:
    files = "".join(f"Attached: {file.name}\n" for file in mail.attachments)
    return f"To: {mail.to}\nSubject: {mail.subject}\n{files}\n{mail.text}"


def _write(mails: Mapping[str, Mail], folder: Path, *, sender: Sender, now: datetime) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, mail in mails.items():
            (folder / f"{name}.txt").write_text(_as_text(mail), encoding="utf-8")
            (folder / f"{name}.html").write_text(mail.html, encoding="utf-8")
            (folder / f"{name}.eml").write_bytes(build(mail, sender=sender, now=now).as_bytes())
    except OSError as error:
        raise ConfigurationError(f"Cannot write to {folder}: {error.strerror}.") from None
    print(f"{len(mails)} mails are in {folder}, each as .txt, .html and .eml.")
