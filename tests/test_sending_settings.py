"""Mail servers and gateways are set whole or told what is missing; a secret is printed nowhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from introtui.cli import main
from introtui.domain.messages import Channel
from introtui.gateways.calls import Placed
from introtui.gateways.http_gateway import HttpCalls, HttpTexts
from introtui.gateways.mail_smtp import SmtpMail, SmtpSecurity
from introtui.sending import gateways_of
from introtui.settings import Settings, SettingsError, load_settings
from tests.gateways.http_server import Web, says, served

SMS = {
    "INTROTUI_SMS_URL": "https://sms.example.com/v1/send",
    "INTROTUI_SMS_BODY": '{"to": "$number", "text": "$text", "key": "$token"}',
    "INTROTUI_SMS_TOKEN": "hush",
}


def loaded(tmp_path: Path, toml: str = "", **variables: str) -> Settings:
    path = tmp_path / "introtui.toml"
    path.write_text(toml)
    return load_settings({"INTROTUI_CONFIG": str(path), "INTROTUI_DATABASE_URL": "sqlite:///x", **variables})


def fault(tmp_path: Path, toml: str = "", **variables: str) -> str:
    with pytest.raises(SettingsError) as caught:
        gateways_of(loaded(tmp_path, toml, **variables))
    return str(caught.value)


def test_without_settings_there_is_nothing_to_send_by(tmp_path: Path) -> None:
    found = gateways_of(loaded(tmp_path))
    assert (found.mail, found.texts, found.calls, found.sends) == (None, None, (), ())


def test_a_mail_server_is_read_with_its_password_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("hush hush\n")
    toml = f"""
    smtp_host = "mail.example.com"
    smtp_user = "heron"
    smtp_password_file = "{tmp_path / "password"}"
    mail_sender = "Billing@Example.com"
    """
    mail = gateways_of(loaded(tmp_path, toml)).mail
    assert isinstance(mail, SmtpMail)
    assert (mail.host, mail.port, mail.security) == ("mail.example.com", 587, SmtpSecurity.STARTTLS)
    assert (mail.user, mail.password, mail.sender) == ("heron", "hush hush", "Billing@example.com")


def test_gateways_ask_as_the_settings_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    web = Web(answers=[says({"id": 1}), says({"call": {"from": "+3197010204711"}})])
    with served(web) as url:
        call = {
            "INTROTUI_CALL_URL": url,
            "INTROTUI_CALL_BODY": '{"to": "$number"}',
            "INTROTUI_CALL_ANSWER": "call.from",
        }
        headers = "Authorization: Bearer $token\nX-Account: 7"
        settings = loaded(tmp_path, **{**SMS, "INTROTUI_SMS_URL": url, "INTROTUI_SMS_HEADERS": headers}, **call)
        found = gateways_of(settings)
        assert found.sends == (Channel.SMS,)
        assert isinstance(found.texts, HttpTexts)
        found.texts.send("+31612345678", "hello", "id-1")
        (calls,) = found.calls
        assert isinstance(calls, HttpCalls)
        assert calls.place("+31612345678", "id-2") == Placed(caller="+3197010204711")
    first = web.asked[0]
    assert first.content == {"to": "+31612345678", "text": "hello", "key": "hush"}
    assert (first.headers["Authorization"], first.headers["X-Account"]) == ("Bearer hush", "7")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"SMTP_HOST": "mail.example.com/x"}, "SMTP_HOST: Write the server's name alone"),
        ({"SMTP_HOST": "mx", "SMTP_PORT": "70000"}, "SMTP_PORT: Write a port from 1 to 65535"),
        ({"SMTP_HOST": "mx", "SMTP_SECURITY": "ssl"}, "SMTP_SECURITY: Write starttls, tls or none."),
        ({"SMTP_HOST": "mx", "SMTP_SECURITY": "none"}, "only to this machine mail may go in the clear"),
        ({"SMTP_HOST": "mx", "SMTP_USER": "me"}, "Give its password too, in INTROTUI_SMTP_PASSWORD, or in a file"),
        ({"SMTP_HOST": "mx", "SMTP_PASSWORD": "h\u00fcsh"}, "SMTP_PASSWORD: Write one line of ASCII characters."),
        ({"SMTP_HOST": "mx", "SMTP_USER": "me", "SMTP_PASSWORD_FILE": "/no/such"}, "/no/such cannot be read"),
        ({"SMS_URL": "http://sms.example.com"}, "begins with https://"),
        ({"SMS_URL": "https://me:hush@sms.example.com"}, "without a user and a password"),
        ({"SMS_URL": "https://sms.example.com"}, "sms_body: Write what the gateway is to be asked"),
        ({**SMS, "INTROTUI_SMS_TOKEN": ""}, "$token stands for a token that is not there"),
        ({**SMS, "SMS_BODY": "{"}, "SMS_BODY: Write JSON, such as"),
        ({**SMS, "SMS_BODY": '"$who"'}, "$who is not known"),
        ({**SMS, "SMS_HEADERS": "Authorization"}, "SMS_HEADERS: Write headers as Name: value"),
        ({**SMS, "SMS_HEADERS": "X: \u00fc"}, "SMS_HEADERS: Write headers as Name: value"),
        ({**SMS, "SMS_SECONDS": "0"}, "SMS_SECONDS: Write a number of seconds from 1 to 60."),
        ({**SMS, "SMS_METHOD": "GET"}, "SMS_METHOD: Write POST or PUT."),
        ({"CALL_URL": "https://c.example", "CALL_BODY": "{}"}, "Write where the answer has the calling number"),
        (
            {"CALL2_URL": "https://c.example", "CALL2_BODY": "{}", "CALL2_ANSWER": "a"},
            "A second gateway needs a first one",
        ),
    ],
)
def test_what_cannot_be_used_is_told_with_its_place(tmp_path: Path, given: dict[str, str], sentence: str) -> None:
    variables = {name if name.startswith("INTROTUI") else f"INTROTUI_{name}": text for name, text in given.items()}
    told = fault(tmp_path, **variables)
    assert sentence in told
    assert "hush" not in told


def test_mail_needs_somebody_to_come_from(tmp_path: Path) -> None:
    seller = 'seller_name = "Heron"\nseller_address = ["Deich 1"]\nseller_country = "DE"\nsmtp_host = "mx"'
    assert "mail_sender: Write the address that mail comes from" in fault(tmp_path, seller)
    assert "seller_email" not in fault(tmp_path, seller)
    assert gateways_of(loaded(tmp_path, f'{seller}\nseller_email = "billing@example.org"')).mail is not None


def test_the_settings_file_is_no_place_for_secrets(tmp_path: Path) -> None:
    told = fault(tmp_path, 'smtp_password = "hush"')
    assert "smtp_password: Give it in INTROTUI_SMTP_PASSWORD, or in a file that smtp_password_file names" in told
    assert "hush" not in told


@pytest.mark.parametrize("form", [[], ["--json"]], ids=["lines", "json"])
def test_no_secret_is_printed_and_what_cannot_be_sent_is_said(
    tmp_path: Path, form: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    variables = {
        **SMS,
        "INTROTUI_SMS_URL": "https://sms.example.com/send?key=hush",
        "INTROTUI_SMS_HEADERS": "X-Key: hush\nAuthorization: Bearer $token",
        "INTROTUI_SMTP_PASSWORD": "hush",
        "INTROTUI_DATABASE_URL": "sqlite:///x",
        "XDG_CONFIG_HOME": str(tmp_path),
    }
    for name, text in variables.items():
        monkeypatch.setenv(name, text)
    assert main(["config", *form]) == 0
    printed = capsys.readouterr()
    told = printed.out + printed.err
    assert "hush" not in told
    assert "Authorization: Bearer $token" in told
    assert "Mail waits in the outbox: smtp_host is not set." in told
    assert "Calls cannot be placed: call_url is not set." in told
    assert "SMS waits" not in told
    if form:
        assert json.loads(printed.out)["sms_token"] == "(not shown)"
