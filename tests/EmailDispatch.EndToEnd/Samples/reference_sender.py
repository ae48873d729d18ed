"""Composes one sample with Python's email package and sends it: reference_sender.py HOST PORT, the request on standard input.

It stands where the product will stand, to show that the parser and the comparison accept a correct message of
every sample: a difference they find in the product's mail is then the product's.
"""
import base64
import json
import mimetypes
import smtplib
import sys
from email.contentmanager import raw_data_manager
from email.header import Header
from email.message import EmailMessage
from email.policy import compat32
from email.utils import format_datetime, localtime, make_msgid
from html.parser import HTMLParser


class VisibleText(HTMLParser):
    def __init__(self):
        super().__init__()
        self.words, self.hidden = [], 0

    def handle_starttag(self, tag, attributes):
        self.hidden += tag in ("style", "script", "title")

    def handle_endtag(self, tag):
        self.hidden -= tag in ("style", "script", "title")

    def handle_data(self, data):
        self.words += [] if self.hidden else [data]


def text_of(html):
    reader = VisibleText()
    reader.feed(html)
    return " ".join(" ".join(reader.words).split())


def listed(value):
    return [] if value is None else [value] if isinstance(value, str) else value


def mailbox(field):
    """Name and address; an IDN domain stays as it is only where the local part needs SMTPUTF8 anyway."""
    name, bracket, address = field.rpartition("<")
    name, address = name.strip(), address.rstrip(">")
    if name.startswith('"'):
        name = name[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    local, _, domain = address.rpartition("@")
    return name, f"{local}@{domain.encode('idna').decode()}" if local.isascii() else address


def header(fields, name):
    """One address list: encoded words for the names, raw UTF-8 for an address that has no other form."""
    parts = []
    for display, address in map(mailbox, fields):
        if not display.isascii():
            display = Header(display, "utf-8", maxlinelen=70).encode(linesep="\r\n")
        elif display:
            display = '"' + display.replace("\\", "\\\\").replace('"', '\\"') + '"'
        parts.append(f"{display} <{address}>" if display else address)
    return ",\r\n ".join(parts).encode().decode("ascii", "surrogateescape")


def compose(request):
    message = EmailMessage(compat32.clone(linesep="\r\n", max_line_length=76))
    html, text = request.get("html"), request.get("text")
    message.set_content(text if text is not None else text_of(html), content_manager=raw_data_manager)
    if html is not None:
        message.add_alternative(html, subtype="html", content_manager=raw_data_manager)
    files = request.get("attachments") or []
    for file in [*filter(lambda f: f.get("content_id"), files), *filter(lambda f: not f.get("content_id"), files)]:
        attach(message, file)
    message["From"] = header([request["from"]], "From")
    for name, key in (("To", "to"), ("Cc", "cc"), ("Reply-To", "reply_to")):
        if listed(request.get(key)):
            message[name] = header(listed(request[key]), name)
    message["Subject"] = Header(request["subject"], header_name="Subject")
    message["Date"] = format_datetime(localtime())
    message["Message-ID"] = make_msgid(domain="acme.test")
    for name, value in (request.get("headers") or {}).items():
        message[name] = Header(value, header_name=name)
    return message.as_bytes()


def attach(message, file):
    maintype, subtype = (file.get("content_type") or mimetypes.guess_type(file["filename"])[0] or "application/octet-stream").split("/")
    content = base64.b64decode(file["content"])
    if "content_id" in file:
        html = next(part for part in message.walk() if part.get_content_type() in ("text/html", "multipart/related"))
        html.add_related(content, maintype, subtype, filename=file["filename"], cid=f"<{file['content_id']}>",
                         disposition="inline", content_manager=raw_data_manager)
    else:
        message.add_attachment(content, maintype, subtype, filename=file["filename"], content_manager=raw_data_manager)


def main():
    request = json.load(sys.stdin)
    raw = compose(request)
    sender = mailbox(request["from"])[1]
    recipients = [mailbox(field)[1] for key in ("to", "cc", "bcc") for field in listed(request.get(key))]
    options = [] if raw.isascii() else ["BODY=8BITMIME"]
    if not all(address.isascii() for address in recipients):
        options.append("SMTPUTF8")
    with smtplib.SMTP(sys.argv[1], int(sys.argv[2]), local_hostname="localhost", timeout=60) as smtp:
        smtp.ehlo()
        smtp.command_encoding = "utf-8"
        refused = smtp.sendmail(sender, recipients, raw, options)
    assert not refused, refused


main()
