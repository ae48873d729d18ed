using System.Text;

namespace EmailDispatch.Tests.Events.Mail;

/// <summary>Bounces in forms that no standard has, and messages that look like bounces and are none. The placeholders are those of <see cref="Bounces"/>.</summary>
internal static class OddBounces
{
    private const string Copy = "--b\nContent-Type: message/rfc822\n\n$copy\n";
    private const string Fields = "Reporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; $to\nAction: failed\nStatus: $status\nDiagnostic-Code: smtp; $code $status $text";

    public static readonly IReadOnlyDictionary<string, string> Forms = new Dictionary<string, string>
    {
        ["no final boundary"] = Message($"--b\nContent-Type: text/plain\n\nFailed.\n\n--b\nContent-Type: message/delivery-status\n\n{Fields}\n\n{Copy}"),
        ["no boundary at all"] = Message($"Your message cannot be delivered to the following recipients:\n\n  Recipient address: $to\n\n{Fields}\n\nReturn-path: <a@example.com>\n$copy"),
        ["another boundary"] = Message($"--c\nContent-Type: text/plain\n\n<$to>: $code $status $text\n\n--c\nContent-Type: message/delivery-status\n\n{Fields}\n\n--c--\n$copy"),
        ["fields as text"] = Message($"--b\nContent-Type: text/plain\n\nIt failed.\n--b\nContent-Type: text/plain; name=details.txt\n\n{Fields}\n\n{Copy}--b--\n"),
        ["fields as a file"] = Message($"--b\nContent-Type: text/plain\n\nIt failed.\n--b\nContent-Type: application/octet-stream; name=details.txt\nContent-Transfer-Encoding: base64\n\n$fields64\n\n{Copy}--b--\n"),
        ["fields in capitals"] = Message($"--b\nContent-Type: MESSAGE/DELIVERY-STATUS\n\nREPORTING-MTA: DNS; MX\n\nFINAL-RECIPIENT: RFC822; $to\nACTION: FAILED\nSTATUS: $status\nDIAGNOSTIC-CODE: SMTP; $code $status $text\n\n{Copy}--b--\n"),
        ["fields without empty line"] = Message($"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\nFinal-Recipient: rfc822; $to\nAction: failed\nStatus: $status\nDiagnostic-Code: smtp; $code $status $text\n\n{Copy}--b--\n"),
        ["fields in another order"] = Message($"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nDiagnostic-Code: smtp; $code $status $text\nStatus: $status\nAction: failed\nFinal-Recipient: rfc822;$to\n\n{Copy}--b--\n"),
        ["fields quoted in a forwarded mail"] = Plain("Somebody <somebody@example.com>", "Fwd: Undelivered Mail", "> It failed:\n>\n> Final-Recipient: RFC822; $to\n> Action: failed\n> Status: $status\n> Diagnostic-Code: SMTP; $code $status $text\n>\n> Message-Id: <$id@example.com>"),
        ["report in an attached mail"] = $"From: somebody@example.com\nTo: a@example.com\nSubject: FW\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"o\"\n\n--o\nContent-Type: text/plain\n\nSee below.\n--o\nContent-Type: message/rfc822\n\n{Message($"--b\nContent-Type: message/delivery-status\n\n{Fields}\n\n{Copy}--b--\n")}\n--o--\n",
        ["quoted printable fields"] = Message($"--b\nContent-Type: message/delivery-status\nContent-Transfer-Encoding: 7bit\n\n{Fields}\n\n--b\nContent-Type: text/rfc822-headers\nContent-Transfer-Encoding: quoted-printable\n\nMessage-ID: <$id@ex=\nample.com>\nTo: $to\n--b--\n"),
        ["base64 words"] = Plain("MAILER-DAEMON@mx.example.com", "failure notice", "$words64", "Content-Transfer-Encoding: base64\nReferences: <$id@example.com>\n"),
        ["original recipient only"] = Message($"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nOriginal-Recipient: rfc822;$to\nAction: failed\nStatus: $status\nDiagnostic-Code: smtp;$code $text\n\n{Copy}--b--\n"),
        ["utf-8 recipient type"] = Message($"--b\nContent-Type: message/global-delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: utf-8; $to\nAction: failed\nStatus: $status\nDiagnostic-Code: smtp;$code $status $text\n\n{Copy}--b--\n"),
        ["escaped utf-8 recipient"] = Message($"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: utf-8; $uto\nAction: failed\nStatus: $status\nDiagnostic-Code: smtp;$code $status $text\n\n{Copy}--b--\n"),
        ["status without action"] = Message($"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; $to\nStatus: $status\nDiagnostic-Code: smtp;$code $text\n\n{Copy}--b--\n"),
        ["exit code as diagnostic"] = Message($"--b\nContent-Type: text/plain\n\n<$to>: $code $status $text\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; $to\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: x-unix; 67\n\n{Copy}--b--\n"),
        ["unknown character set"] = Plain("MAILER-DAEMON@mx.example.com", "Returned mail", "<$to>: $code $status $text\n\nMessage-ID: <$id@example.com>", "Content-Type: text/plain; charset=x-nobody-knows\n"),
        ["carriage returns"] = Plain("MAILER-DAEMON@mx.example.com", "failure notice", "I was not able to deliver your message.\n\n<$to>:\n$code $status $text\n\n--- Below this line is a copy of the message.\n\n$copy").Replace("\n", "\r\n", StringComparison.Ordinal),
        ["sendmail of old"] = Plain("Mail Delivery Subsystem <MAILER-DAEMON@mx.example.com>", "Returned mail: User unknown", "   ----- Transcript of session follows -----\n... while talking to mail.example.net.:\n>>> RCPT To:<$to>\n<<< $code $status $text\n$code <$to>... $text\n\n   ----- Unsent message follows -----\n$copy"),
        ["smtpd of OpenBSD"] = Plain("Mailer Daemon <MAILER-DAEMON@mx.example.com>", "Delivery status notification: error", "    Hi!\n\n    This is the MAILER-DAEMON, please DO NOT REPLY to this email.\n\n    An error has occurred while attempting to deliver a message for\n    the following list of recipients:\n\n$to: $code $status $text\n\n    Below is a copy of the original message:\n\n$copy"),
        ["domino"] = Message($"--b\nContent-Type: text/plain\n\nYour message\n\n  Subject: Hello\n\nwas not delivered to:\n\n  $to\n\nbecause:\n\n  $text\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns;dom.example.com\n\nFinal-Recipient: rfc822;$to\nAction: failed\nStatus: $status\nDiagnostic-Code: X-Notes; $text\n\n{Copy}--b--\n"),
        ["groupwise"] = Plain("Mailer-Daemon <postmaster@gw.example.com>", "Message status - undeliverable", "The message that you sent was undeliverable to the following:\n\t$to ($code $status $text)\n\nMessage-ID: <$id@example.com>"),
        ["yahoo"] = Plain("MAILER-DAEMON@yahoo.example.com", "Failure Notice", "Sorry, we were unable to deliver your message to the following address.\n\n<$to>:\nRemote host said: $code $status $text [RCPT_TO]\n\n--- Below this line is a copy of the message.\n\n$copy"),
        ["google"] = Plain("Mail Delivery Subsystem <mailer-daemon@googlemail.com>", "Delivery Status Notification (Failure)", "Delivery to the following recipient failed permanently:\n\n     $to\n\nTechnical details of permanent failure:\nThe error that the other server returned was:\n$code $status $text\n\n----- Original message -----\n\n$copy", "X-Failed-Recipients: $to\n"),
        ["zoho"] = Plain("mailer-daemon@mail.zoho.example.com", "Undelivered Mail Returned to Sender", "A message that you sent could not be delivered to one or more of its recipients. This is a permanent error.\n\n$to Invalid Address, ERROR_CODE :$code, ERROR_CODE :$status $text\n\n\nReceived:from mail.example.com\nMessage-ID:<$id@example.com>\nTo:<$to>"),
        ["amazon workmail"] = Plain("MAILER-DAEMON@amazonses.example.com", "Delivery Status Notification (Failure)", "An error occurred while trying to deliver the mail to the following recipients:\n$to\n\nTechnical report:\n\nAction: failed\nFinal-Recipient: rfc822; $to\nDiagnostic-Code: smtp; $code $status $text\nStatus: $status\n\nReferences: <$id@example.com>"),
        ["mail.ru"] = Plain("mailer-daemon@mail.example.ru", "Mail failure.", "Это письмо создано автоматически сервером, отвечать на него не нужно.\n\nК сожалению, Ваше письмо не может быть доставлено одному или нескольким получателям:\n\n  $to\n    $code $status $text\n\n------ This is a copy of your message, including all the headers. ------\n\n$copy", "X-Failed-Recipients: $to\nContent-Type: text/plain; charset=utf-8\n"),
        ["french"] = Plain("postmaster@mx.example.fr", "Message non remis", "Votre message n'a pas pu être remis aux destinataires suivants :\n\n$to\n$code $status $text\n\nMessage-ID: <$id@example.com>", "Content-Type: text/plain; charset=utf-8\n"),
        ["spanish"] = Plain("postmaster@mx.example.es", "Correo no entregado", "No se ha podido entregar su mensaje:\n\n<$to>: $code $status $text\n\nMessage-ID: <$id@example.com>"),
        ["mobile gateway"] = "From: post_master@mms.example.com\nTo: a@example.com\nSubject: Re:Hello\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"p\"\n\n--p\nContent-Type: multipart/alternative;\nboundary=\"q\"\n\n--q\nContent-Type: text/plain\n\nError: Invalid user address\n\n$code $status $text\n\nMessage details:\n  MAIL FROM: a@example.com\n  RCPT TO: $to\n  Message-ID: <$id@example.com>\n\n--q--\n\n--p--\n",
        ["exchange of old"] = Plain("System Administrator <postmaster@example.net>", "Undeliverable", "Your message\n\n  To:      somebody@example.net\n  Subject: Hello\n\ndid not reach the following recipient(s):\n\n$to on Tue, 10 Mar 2026 12:00:03 -0000\n    $code $status $text\n\n$copy"),
    };

    /// <summary>Messages that say nothing about a delivery that has come to an end.</summary>
    public static readonly IReadOnlyDictionary<string, string> Silent = new Dictionary<string, string>
    {
        ["absence"] = Plain("Somebody <$to>", "Automatic reply: Hello", "I am out of the office. This address is no longer in use.", "Auto-Submitted: auto-replied\nReturn-Path: <>\nIn-Reply-To: <$id@example.com>\n"),
        ["absence in German"] = Plain("$to", "Abwesenheitsnotiz: Hello", "Ich bin nicht im Büro. Die Adresse ist ungültig, E-Mails werden nicht zugestellt.", "Content-Type: text/plain; charset=utf-8\nIn-Reply-To: <$id@example.com>\n"),
        ["absence with the copy"] = Plain("$to", "Re: Hello", "My mailbox is full of other things; your mail was not delivered to anybody else.\n\n$copy", "Auto-Submitted: auto-replied\nReturn-Path: <>\n"),
        ["absence of Japan"] = Plain("$to", "自動返信: Hello", "配信できません", "Content-Type: text/plain; charset=utf-8\nIn-Reply-To: <$id@example.com>\n"),
        ["precedence"] = Plain("$to", "Hello", "This mailbox is disabled, I have left the company.", "Precedence: auto_reply\nReturn-Path: <>\nIn-Reply-To: <$id@example.com>\n"),
        ["responder"] = Plain("$to", "Thank you", "This account is not available any more.", "X-Autoreply: yes\nReturn-Path: <>\nIn-Reply-To: <$id@example.com>\n"),
        ["challenge"] = Plain("$to", "Please confirm your message", "Your message was not delivered. To confirm that you are a human, click the link.", "Return-Path: <>\nIn-Reply-To: <$id@example.com>\n"),
        ["challenge in words"] = Plain("$to", "Re: Hello", "Your message has been held and was not delivered yet. I use a spam filter that asks you to click.", "Return-Path: <>\nIn-Reply-To: <$id@example.com>\n"),
        ["read receipt"] = Receipt("displayed"),
        ["receipt of a deletion"] = Receipt("deleted"),
        ["warning of postfix"] = Message("--b\nContent-Type: text/plain\n\nTHIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE.\n\nYour message could not be delivered for more than 4 hour(s).\n\n<$to>: connect to mx.example.net: Connection refused\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; $to\nAction: delayed\nStatus: 4.4.1\nDiagnostic-Code: X-Postfix; connect to mx.example.net: Connection refused\nWill-Retry-Until: Sun, 15 Mar 2026 12:00:00 +0000\n\n" + Copy + "--b--\n"),
        ["warning as text"] = Plain("MAILER-DAEMON@mx.example.com", "Delayed Mail (still being retried)", "Your message could not be delivered for more than 2 hour(s).\nIt will be retried until it is 4 day(s) old.\n\n<$to>: No route to host\n\nFinal-Recipient: rfc822; $to\nAction: delayed\nStatus: 4.4.1\nDiagnostic-Code: X-Postfix; No route to host\n\n$copy"),
        ["warning of exim"] = Plain("Mail Delivery System <mailer-daemon@mx.example.com>", "Warning: message delayed 24 hours", "A message that you sent has not yet been delivered to one or more of its\nrecipients after more than 24 hours on the queue.\n\n  $to\n    Delay reason: SMTP error: 450 4.7.1 try later\n\nEventually the mail delivery software will give up,\nand when that happens, the message will be returned to you.\n\nMessage-ID: <$id@example.com>", "Auto-Submitted: auto-replied\n"),
        ["warning of google"] = Plain("Mail Delivery Subsystem <mailer-daemon@googlemail.com>", "Delivery Status Notification (Delay)", "THIS IS A WARNING MESSAGE ONLY.\n\nYOU DO NOT NEED TO RESEND YOUR MESSAGE.\n\nDelivery to the following recipient has been delayed:\n\n     $to\n\nMessage will be retried for 2 more day(s)\n\n450 4.2.2 Mailbox full\n\n----- Original message -----\n\n$copy"),
        ["relayed"] = Message("--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; $to\nAction: relayed\nStatus: 2.0.0\n\n" + Copy + "--b--\n"),
        ["authentication report"] = Feedback("auth-failure"),
        ["opt-out"] = Feedback("opt-out"),
        ["answer of a person"] = Plain("$to", "Re: Hello", "Thanks, but your last parcel was returned to sender and could not be delivered.", "In-Reply-To: <$id@example.com>\n"),
        ["list confirmation"] = Plain("list-bounces@example.org", "Confirmation required", "To confirm your address, reply. If the address is invalid, nothing is delivered.", "In-Reply-To: <$id@example.com>\n"),
    };

    /// <summary>Complaints, of which the recipient is told in several ways, or not at all.</summary>
    public static readonly IReadOnlyDictionary<string, string> Complaints = new Dictionary<string, string>
    {
        ["with the recipient"] = Feedback("abuse", "Original-Rcpt-To: <$to>\n"),
        ["of a type in capitals"] = Feedback("ABUSE", "Original-Rcpt-To: $to\n"),
        ["without a recipient"] = Feedback("abuse"),
        ["with a redacted recipient"] = Feedback("abuse", "Original-Rcpt-To: redacted\nRedacted-Address: redacted@\n"),
        ["with a hashed recipient"] = Feedback("fraud", "Original-Rcpt-To: 5f4dcc3b5aa765d61d8327deb882cf99@example.net\n"),
        ["of outlook"] = "From: staff@hotmail.com\nTo: abuse@example.com\nSubject: complaint about message from 192.0.2.1\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Type: message/rfc822\n\nX-HmXmrOriginalRecipient: $to\n$copy\n--b--\n",
    };

    public static string Of(string form, string id, string to, (string Code, string Status, string Text, string Category) reply)
    {
        var words = Convert.ToBase64String(Encoding.UTF8.GetBytes(Fill($"Sorry, it could not be delivered.\n\n<$to>: $code $status $text\n", id, to, reply)));
        var fields = Convert.ToBase64String(Encoding.UTF8.GetBytes(Fill(Fields, id, to, reply)));
        return Fill(form.Replace("$words64", words, StringComparison.Ordinal).Replace("$fields64", fields, StringComparison.Ordinal), id, to, reply);
    }

    private static string Fill(string form, string id, string to, (string Code, string Status, string Text, string Category) reply)
    {
        var copy = $"Received: from app.example.com by mx.example.com; Tue, 10 Mar 2026 12:00:00 +0000\nMessage-ID: <{id}@example.com>\nFrom: A <a@example.com>\nTo: {to}\nSubject: Hello\n\nHello, 550 things. Write to info@example.com\n";
        return form.Replace("$copy", copy, StringComparison.Ordinal).Replace("$uto", to.Replace("+", "\\x{2B}", StringComparison.Ordinal), StringComparison.Ordinal)
            .Replace("$to", to, StringComparison.Ordinal).Replace("$id", id, StringComparison.Ordinal)
            .Replace("$code", reply.Code, StringComparison.Ordinal).Replace("$status", reply.Status, StringComparison.Ordinal).Replace("$text", reply.Text, StringComparison.Ordinal);
    }

    private static string Message(string body) =>
        $"Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.com\nTo: a@example.com\nSubject: Delivery report\nMIME-Version: 1.0\nReferences: <$id@example.com>\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n{body}";

    private static string Plain(string from, string subject, string words, string more = "") => $"From: {from}\nTo: a@example.com\nSubject: {subject}\n{more}\n{words}\n";

    private static string Receipt(string disposition) =>
        $"From: $to\nTo: a@example.com\nSubject: Hello\nMIME-Version: 1.0\nReferences: <$id@example.com>\nContent-Type: multipart/report; report-type=disposition-notification; boundary=\"b\"\n\n--b\nContent-Type: text/plain\n\nYour message was {disposition}; the text could not be delivered to a printer.\n--b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;$to\nOriginal-Message-ID: <$id@example.com>\nDisposition: automatic-action/MDN-sent-automatically; {disposition}\n\n--b--\n";

    private static string Feedback(string type, string more = "") =>
        $"From: fbl@example.com\nTo: a@example.com\nSubject: FW: Hello\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=feedback-report; boundary=\"b\"\n\n--b\nContent-Type: text/plain\n\nThis is an email abuse report; delivery failed for nobody.\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: {type}\nUser-Agent: Feedback/1\nVersion: 1\n{more}\n{Copy}--b--\n";
}
