"""Where the settings of mail, SMS and calls become gateways; what those need is loaded when they are used."""

from __future__ import annotations

from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from introtui.domain.errors import InvalidValue
from introtui.gateways.outside import Gateways
from introtui.settings import Settings, SettingsError

if TYPE_CHECKING:
    from introtui.gateways.http_gateway import HttpGateway
    from introtui.gateways.mail_smtp import SmtpMail

CALLS = {"call": "call gateway", "call2": "second call gateway"}


def gateways_of(settings: Settings) -> Gateways:
    """Return the configured gateways; raises `SettingsError` where a secret's file cannot be read."""
    from introtui.gateways.http_gateway import HttpCalls, HttpTexts

    return Gateways(
        mail=_mail(settings) if settings.smtp_host else None,
        texts=HttpTexts(_gateway(settings, "sms", "SMS gateway")) if settings.sms_url else None,
        calls=tuple(
            HttpCalls(_gateway(settings, prefix, name))
            for prefix, name in CALLS.items()
            if getattr(settings, f"{prefix}_url")
        ),
    )


def _mail(settings: Settings) -> SmtpMail:
    from introtui.gateways.mail_smtp import SmtpMail, SmtpSecurity

    security = SmtpSecurity(settings.smtp_security)
    return SmtpMail(
        host=settings.smtp_host,
        port=settings.smtp_port or security.port,
        security=security,
        sender=settings.mail_sender or settings.seller_email,
        sender_name=settings.seller_name,
        user=settings.smtp_user,
        password=_secret(settings, "smtp_password"),
        ca_file=Path(settings.smtp_ca_file) if settings.smtp_ca_file else None,
    )


def _gateway(settings: Settings, prefix: str, name: str) -> HttpGateway:
    import json

    from introtui.gateways.filling import read_path
    from introtui.gateways.http_gateway import HttpGateway

    token = _secret(settings, f"{prefix}_token")
    headers = (line.partition(":") for line in getattr(settings, f"{prefix}_headers"))
    return HttpGateway(
        name=name,
        url=getattr(settings, f"{prefix}_url"),
        method=getattr(settings, f"{prefix}_method"),
        headers={header: Template(value.strip()).safe_substitute(token=token) for header, _, value in headers},
        body=json.loads(getattr(settings, f"{prefix}_body")),
        answer=read_path(getattr(settings, f"{prefix}_answer")),
        token=token,
        seconds=getattr(settings, f"{prefix}_seconds"),
    )


def _secret(settings: Settings, name: str) -> str:
    try:
        return settings.secret(name)
    except InvalidValue as error:
        raise SettingsError(f"{name}_file: {error}") from error
