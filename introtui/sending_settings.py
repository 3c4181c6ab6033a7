"""What a company can configure about mail, SMS and calls, and what of it needs what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from introtui.domain.errors import InvalidValue
from introtui.domain.messages import Channel
from introtui.sending_values import LOOPBACK, SECRETS, TOKEN, read_secret

PREFIXES = ("sms", "call", "call2")
SECONDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingSettings:
    """A mail server, an SMS gateway, and two call gateways; each is there once its host or address is given.

    Secrets come from variables or from files of their own. `smtp_port` 0 is the usual port.
    """

    smtp_host: str = ""
    smtp_port: int = 0
    smtp_security: str = "starttls"
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_password_file: str = ""
    smtp_ca_file: str = ""
    mail_sender: str = ""
    sms_url: str = ""
    sms_method: str = "POST"
    sms_headers: tuple[str, ...] = ()
    sms_body: str = ""
    sms_answer: str = ""
    sms_seconds: int = SECONDS
    sms_token: str = field(default="", repr=False)
    sms_token_file: str = ""
    call_url: str = ""
    call_method: str = "POST"
    call_headers: tuple[str, ...] = ()
    call_body: str = ""
    call_answer: str = ""
    call_seconds: int = SECONDS
    call_token: str = field(default="", repr=False)
    call_token_file: str = ""
    call2_url: str = ""
    call2_method: str = "POST"
    call2_headers: tuple[str, ...] = ()
    call2_body: str = ""
    call2_answer: str = ""
    call2_seconds: int = SECONDS
    call2_token: str = field(default="", repr=False)
    call2_token_file: str = ""

    def secret(self, name: str) -> str:
        """Return a secret, from its variable or its file; raises `InvalidValue` where the file has none."""
        given: str = getattr(self, name)
        file: str = getattr(self, f"{name}_file")
        if given or not file:
            return given
        try:
            found = read_secret(Path(file).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise InvalidValue(f"{file} cannot be read; it has to hold one line.") from error
        if not found:
            raise InvalidValue(f"{file} is empty; it has to hold one line.")
        return found


def sending_names() -> tuple[str, ...]:
    """Return the names of these settings."""
    return tuple(known.name for known in fields(SendingSettings))


def fault_of(settings: SendingSettings, otherwise: str) -> tuple[str, str] | None:
    """Return the setting that is at fault and what to do, None when all fit together.

    `otherwise` is whom mail comes from unless it is set.
    """
    faults = (_fault_of_mail(settings, otherwise), *(_fault_of_gateway(settings, prefix) for prefix in PREFIXES))
    return next((fault for fault in faults if fault is not None), _fault_of_second(settings))


def missing(settings: SendingSettings) -> Mapping[Channel, str]:
    """Return the channels there is nothing to send by, and the setting that would change it."""
    wanted = {Channel.MAIL: "smtp_host", Channel.SMS: "sms_url", Channel.CALL: "call_url"}
    return {channel: name for channel, name in wanted.items() if not getattr(settings, name)}


def _fault_of_mail(settings: SendingSettings, otherwise: str) -> tuple[str, str] | None:
    if not settings.smtp_host:
        return None
    if not (settings.mail_sender or otherwise):
        return "mail_sender", "Write the address that mail comes from; without one no mail can be sent."
    if settings.smtp_security == "none" and settings.smtp_host not in LOOPBACK:
        return "smtp_security", "Write starttls or tls: only to this machine mail may go in the clear."
    if settings.smtp_user and not (settings.smtp_password or settings.smtp_password_file):
        return "smtp_user", f"Give its password too, {_how('smtp_password')}."
    return None


def _fault_of_gateway(settings: SendingSettings, prefix: str) -> tuple[str, str] | None:
    url, body, answer = (f"{prefix}_{name}" for name in ("url", "body", "answer"))
    token = f"{prefix}_token"
    if not getattr(settings, url):
        return (url, "Write the gateway's address too.") if getattr(settings, body) else None
    if not getattr(settings, body):
        return body, "Write what the gateway is to be asked, as JSON."
    if prefix != "sms" and not getattr(settings, answer):
        return answer, "Write where the answer has the calling number, such as call.from."
    named = any(TOKEN in text for text in (*getattr(settings, f"{prefix}_headers"), getattr(settings, body)))
    if named and not (getattr(settings, token) or getattr(settings, f"{token}_file")):
        return token, f"{TOKEN} stands for a token that is not there; give it {_how(token)}."
    return None


def _fault_of_second(settings: SendingSettings) -> tuple[str, str] | None:
    if settings.call2_url and not settings.call_url:
        return "call2_url", "A second gateway needs a first one; set call_url."
    return None


def _how(secret: str) -> str:
    return f"in INTROTUI_{secret.upper()}, or in a file that {secret}_file names"


def secret_in_file(name: str) -> str:
    """Return what to do about a secret that stands in the settings file."""
    return f"Give it {_how(name)}; this file is no place for secrets."


def is_secret(name: str) -> bool:
    """Return whether a setting is never printed."""
    return name in SECRETS
