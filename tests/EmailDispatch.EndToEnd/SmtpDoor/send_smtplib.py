"""Sends one email with smtplib through the port and key given as arguments."""
import smtplib
import ssl
import sys
from email.message import EmailMessage

port, certificate, key, subject, path = sys.argv[1:]
message = EmailMessage()
message["From"] = "Ädam <hi@acme.test>"
message["To"] = "a@example.test, b@example.test"
message["Subject"] = subject
message.set_content("Grüße\n.\n..dots\n")
message.add_alternative("<p>Grüße</p>\n", subtype="html")
with open(path, "rb") as file:
    message.add_attachment(file.read(), maintype="application", subtype="octet-stream", filename="bericht-ü.bin")
with smtplib.SMTP("127.0.0.1", int(port)) as client:
    client.starttls(context=ssl.create_default_context(cafile=certificate))
    client.login("resend", key)
    client.send_message(message, to_addrs=["a@example.test", "b@example.test", "c@example.test"])
