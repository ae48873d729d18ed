"""Reads one raw message (a file named as argument, else standard input) and prints as JSON what a reader would see.
With --lines, standard input has many messages, each a line of base64, and each is answered by a line.

Nothing here knows the product: headers go through the compat32 policy and the older decode_header, because the
newer policy's parser leaves the space between adjacent encoded words of a phrase in (RFC 2047 section 6.2 wants
it dropped). Whatever RFC 5322, 2045, 2047 or 2231 forbids but Python forgives is listed under "defects".
"""
import base64
import hashlib
import json
import re
import sys
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.utils import collapse_rfc2231_value, getaddresses, parsedate_to_datetime

ENCODED_WORD = re.compile(r"=\?[^?\s]+\?[BbQq]\?[^?\s]*\?=")
UNDECODABLE = (UnicodeError, LookupError, HeaderParseError)
ADDRESS_HEADERS = ("From", "Sender", "Reply-To", "To", "Cc", "Bcc")
ONCE_AT_MOST = ("Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "Content-ID", "MIME-Version")


def unfold(value):
    """RFC 5322 section 2.2.3: only the line break goes, the white space stays. Raw UTF-8 (RFC 6532) is read as such."""
    value = re.sub(r"\r?\n(?=[ \t])", "", value)
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def decoded(value):
    """A header that cannot be decoded is shown as it came; header_defects names the fault."""
    try:
        return str(make_header(decode_header(value)))
    except UNDECODABLE:
        return value


def addresses(message, header):
    fields = [unfold(value) for name, value in message.raw_items() if name.lower() == header.lower()]
    return [{"name": decoded(name), "address": address} for name, address in getaddresses(fields)]


def header_defects(message, where):
    for name, raw in message.raw_items():
        for word in ENCODED_WORD.findall(unfold(raw)):
            if len(word) > 75:
                yield f"{where}{name}: encoded word of {len(word)} characters (RFC 2047 section 2)"
            try:
                [content.decode(charset) for content, charset in decode_header(word)]
            except UNDECODABLE as error:
                yield f"{where}{name}: encoded word that is no text by itself (RFC 2047 section 5): {error}"
        if name in ADDRESS_HEADERS:
            for quoted in re.findall(r'"(?:[^"\\]|\\.)*"', unfold(raw)):
                if ENCODED_WORD.search(quoted):
                    yield f"{where}{name}: encoded word in a quoted string (RFC 2047 section 5)"
    for name in ONCE_AT_MOST:
        if len(message.get_all(name, [])) > 1:
            yield f"{where}{name}: more than once"


def encoding_defects(part, encoding, where):
    if part.is_multipart():
        if encoding not in ("7bit", "8bit", "binary"):
            yield f"{where}{encoding} on a composite type (RFC 2045 section 6.4)"
        return
    body = part.get_payload()
    lines = body.split("\r\n")
    if encoding not in ("7bit", "8bit", "quoted-printable", "base64"):
        yield f"{where}transfer encoding {encoding}"
    if encoding != "8bit" and not body.isascii():
        yield f"{where}8-bit data declared {encoding}"
    longest = max(map(len, lines))
    if encoding in ("quoted-printable", "base64") and longest > 76:
        yield f"{where}{encoding} line of {longest} characters, 76 are allowed (RFC 2045 sections 6.7 and 6.8)"
    if encoding == "quoted-printable":
        if re.search(r"=(?![0-9A-Fa-f]{2}|\r\n)", body):
            yield f"{where}stray = in quoted-printable"
        if any(line != line.rstrip(" \t") for line in lines):
            yield f"{where}white space ends a quoted-printable line (RFC 2045 section 6.7 rule 3)"


def file_name(part):
    for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        value = part.get_param(parameter, None, header)
        if value is not None:
            # Only readers of the kind that RFC 2047 section 5 forbids decode a parameter, but there are many.
            yield decoded(value) if isinstance(value, str) else collapse_rfc2231_value(value)


def read(part, path, found):
    where = f"part {path}: " if path else ""
    encoding = str(part.get("Content-Transfer-Encoding", "7bit")).strip().lower()
    content_id = part.get("Content-ID")
    node = {
        "contentType": part.get_content_type(),
        "disposition": part.get_content_disposition(),
        "contentId": str(content_id).strip() if content_id is not None else None,
        "children": [],
    }
    found["defects"] += [*header_defects(part, where), *encoding_defects(part, encoding, where)]
    found["eightBitHeaderBytes"] += sum(not character.isascii() for name, value in part.raw_items() for character in name + value)
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        children = part.get_payload()
        node["children"] = [read(child, f"{path}.{n}".strip("."), found) for n, child in enumerate(children, 1)]
        if (part.preamble or "").strip() or (part.epilogue or "").strip():
            found["defects"].append(f"{where}text outside the parts of a multipart")
    else:
        read_leaf(part, node, where, found)
    found["defects"] += [f"{where}{type(defect).__name__}: {defect}" for defect in part.defects]
    return node


def read_leaf(part, node, where, found):
    content = part.get_payload(0).as_bytes() if part.is_multipart() else part.get_payload(decode=True)
    names = list(file_name(part))
    if len(set(names)) > 1:
        found["defects"].append(f"{where}filename and name differ: {names}")
    if node["contentType"] in ("text/plain", "text/html") and node["disposition"] != "attachment" and not names and not node["contentId"]:
        charset = part.get_content_charset("us-ascii")
        try:
            text = content.decode(charset)
        except (UnicodeError, LookupError) as error:
            found["defects"].append(f"{where}body is not {charset}: {error}")
            text = content.decode("latin-1")
        found["bodies"].append({"contentType": node["contentType"], "text": text})
        return
    found["attachments"].append({
        "fileName": names[0] if names else None,
        "contentType": node["contentType"],
        "contentId": node["contentId"],
        "disposition": node["disposition"],
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    })


def lines(raw):
    return {
        "longest": max(len(line) for line in raw.split(b"\r\n")),
        "bareLineFeeds": len(re.findall(rb"(?<!\r)\n", raw)),
        "bareCarriageReturns": len(re.findall(rb"\r(?!\n)", raw)),
        "nulBytes": raw.count(b"\0"),
        "eightBitBytes": sum(byte > 127 for byte in raw),
        "endsWithLineBreak": raw.endswith(b"\r\n"),
    }


def date(message, found):
    try:
        value = parsedate_to_datetime(message.get("Date", ""))
    except (TypeError, ValueError):
        return None
    if value.tzinfo is None:
        found["defects"].append("Date without a zone")
        return None
    return value.isoformat()


def read_message(raw):
    message = message_from_bytes(raw, policy=policy.compat32)
    found = {"bodies": [], "attachments": [], "defects": [], "eightBitHeaderBytes": 0}
    structure = read(message, "", found)
    return {
        "headers": [{"name": name, "value": decoded(unfold(value))} for name, value in message.raw_items()],
        "addresses": {header: addresses(message, header) for header in ADDRESS_HEADERS},
        "date": date(message, found),
        "structure": structure,
        "lines": lines(raw),
        **found,
    }


def main():
    if sys.argv[1:] == ["--lines"]:
        for line in sys.stdin.buffer:
            print(json.dumps(read_message(base64.b64decode(line))), flush=True)
    else:
        json.dump(read_message(open(sys.argv[1], "rb").read() if len(sys.argv) > 1 else sys.stdin.buffer.read()), sys.stdout)


main()
