namespace EmailDispatch.Tests.Events.Mail;

/// <summary>Emails about an email, in the forms of many servers. $id is the email's id, $to its recipient, $code and $text what its server said.</summary>
internal static class Bounces
{
    /// <summary>What servers say, and the category of it.</summary>
    public static readonly IReadOnlyList<(string Code, string Status, string Text, string Category)> Replies =
    [
        ("550", "5.1.1", "The email account that you tried to reach does not exist", "recipient_unknown"),
        ("552", "5.2.2", "Mailbox is full, quota exceeded", "mailbox_full"),
        ("550", "5.7.1", "Message rejected as spam by content filtering", "spam"),
        ("550", "5.2.1", "The email account that you tried to reach is disabled", "mailbox_disabled"),
    ];

    /// <summary>The forms, by what they are of.</summary>
    public static readonly IReadOnlyDictionary<string, string> Forms = new Dictionary<string, string>
    {
        ["postfix"] = Report("MAILER-DAEMON@mx.example.com (Mail Delivery System)", "Undelivered Mail Returned to Sender",
            "This is the mail system at host mx.example.com.\n\nI'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients. It's attached below.\n\n<$to>: host mail.example.net[192.0.2.1] said: $code $status $text (in reply to RCPT TO command)",
            "Reporting-MTA: dns; mx.example.com\nX-Postfix-Queue-ID: 4B1C\nArrival-Date: Tue, 10 Mar 2026 12:00:00 +0000\n\nFinal-Recipient: rfc822; $to\nOriginal-Recipient: rfc822;$to\nAction: failed\nStatus: $status\nRemote-MTA: dns; mail.example.net\nDiagnostic-Code: smtp; $code $status $text"),
        ["postfix headers only"] = Report("MAILER-DAEMON", "Undelivered Mail Returned to Sender", "<$to>: $code $status $text",
            "Reporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; $to\nAction: failed\nStatus: $status\nDiagnostic-Code: smtp; $code $status $text", "text/rfc822-headers"),
        ["sendmail"] = Report("Mail Delivery Subsystem <MAILER-DAEMON@mx.example.com>", "Returned mail: see transcript for details",
            "The original message was received at Tue, 10 Mar 2026 12:00:00 GMT\n\n   ----- The following addresses had permanent fatal errors -----\n<$to>\n    (reason: $code $status $text)\n\n   ----- Transcript of session follows -----\n... while talking to mail.example.net.:\n>>> RCPT To:<$to>\n<<< $code $status $text",
            "Reporting-MTA: dns; mx.example.com\nReceived-From-MTA: DNS; app.example.com\n\nFinal-Recipient: RFC822; $to\nAction: failed\nStatus: $status\nRemote-MTA: DNS; mail.example.net\nDiagnostic-Code: SMTP; $code $status $text\nLast-Attempt-Date: Tue, 10 Mar 2026 12:00:00 GMT"),
        ["report without a copy"] = Report("postmaster@mx.example.com", "Delivery Status Notification (Failure)", "Delivery to $to failed.",
            "Reporting-MTA: dns;mx.example.com\n\nFinal-Recipient: rfc822;$to\nAction: failed\nStatus: $status\nDiagnostic-Code: smtp;$code $text", copy: null),
        ["report with folded fields"] = Report("postmaster@mx.example.com", "failure notice", "Sorry.",
            "Reporting-MTA: dns;mx.example.com\n\nOriginal-Recipient: rfc822;\n $to\nFinal-Recipient: x400; /C=XX/S=nobody/\nAction: Failed\nStatus: $status (permanent failure)\nDiagnostic-Code: smtp;\n $code-$status $text\n $code $status more"),
        ["report without a status"] = Report("postmaster@mx.example.com", "failure notice", "Sorry.", "Final-Recipient: RFC822;<$to>\nAction: failed (bad)\nDiagnostic-Code: X-Server; $code $status $text"),
        ["report without a diagnostic code"] = Report("postmaster@mx.example.com", "failure notice", "<$to>: $text", "Reporting-MTA: dns; a\n\nFinal-Recipient: rfc822; $to\nAction: failed\nStatus: $status"),
        ["report of an encoded recipient"] = Report("postmaster@mx.example.com", "failure", "-", "Reporting-MTA: dns; a\n\nOriginal-Recipient: rfc822;$xto\nFinal-Recipient: rfc822;other@example.org\nAction: failed\nStatus: $status\nDiagnostic-Code: smtp; $code $status $text"),
        ["exchange"] = Report("Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.net>", "Undeliverable: Hello",
            "Delivery has failed to these recipients or groups:\n\n$to\n$text\n\nDiagnostic information for administrators:\n\nGenerating server: SRV.example.net\n\n$to\nRemote Server returned '$code $status $text'\n\nOriginal message headers:\n",
            "Reporting-MTA: dns;SRV.example.net\n\nFinal-Recipient: rfc822;$to\nAction: failed\nStatus: $status\nDiagnostic-Code: smtp;$code $status $text\nX-Display-Name: Somebody"),
        ["exim"] = Plain("Mail Delivery System <Mailer-Daemon@mx.example.com>", "Mail delivery failed: returning message to sender",
            "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  $to\n    host mail.example.net [192.0.2.1]\n    SMTP error from remote mail server after RCPT TO:<$to>:\n    $code $status $text\n\n------ This is a copy of the message, including all the headers. ------\n\n$copy", "X-Failed-Recipients: $to\nAuto-Submitted: auto-replied\n"),
        ["exim without its field"] = Plain("Mail Delivery System <Mailer-Daemon@mx.example.com>", "Mail delivery failed",
            "A message that you sent could not be delivered to all of its recipients.\nThe following address(es) failed:\n\n  $to\n    $code $status $text\n\n------ This is a copy of your message, including all the headers. ------\n\n$copy"),
        ["qmail"] = Plain("MAILER-DAEMON@mx.example.com", "failure notice",
            "Hi. This is the qmail-send program at mx.example.com.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<$to>:\n192.0.2.1 does not like recipient.\nRemote host said: $code $status $text\nGiving up on 192.0.2.1.\n\n--- Below this line is a copy of the message.\n\n$copy"),
        ["qmail local"] = Plain("MAILER-DAEMON@mx.example.com", "failure notice", "Hi. This is the qmail-send program.\n\n<$to>:\n$text (#$status)\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <a@example.com>\n$copy"),
        ["courier"] = Plain("\"Courier mail server at mx.example.com\" <postmaster@mx.example.com>", "NOTICE: mail delivery status.",
            "UNDELIVERABLE MAIL\n\nYour message to the following recipients cannot be delivered:\n\n<$to>:\n    mail.example.net [192.0.2.1]:\n>>> RCPT TO:<$to>\n<<< $code $status $text\n\n---- returned message follows\n$copy"),
        ["old exchange"] = Plain("System Administrator <postmaster@example.net>", "Undeliverable: Hello",
            "Your message\n\n  To:      $to\n  Subject: Hello\n  Sent:    Tue, 10 Mar 2026 12:00:00 -0000\n\ndid not reach the following recipient(s):\n\n$to on Tue, 10 Mar 2026 12:00:03 -0000\n    $text\n    <mx.example.net #$status smtp;$code $text>\n\n$copy"),
        ["html"] = "From: postmaster@mx.example.com\nTo: a@example.com\nSubject: Delivery failure\nContent-Type: text/html; charset=utf-8\n\n<html><body><p>Your message to <a href=\"mailto:$to\">$to</a> could not be delivered.</p><p>$code $status $text</p><hr><pre>$copy</pre></body></html>",
        ["gateway"] = Plain("postmaster@gateway.example.com", "Message delivery has failed", "Message delivery has failed.\nRecipient: $to\nError: $code $status $text\nMessage-Id: <$id@example.com>"),
        ["sentence"] = Plain("postmaster@gateway.example.com", "Your mail was returned", "The mail you sent to \"$to\" was rejected by the server with: $code $status $text.\nReference: $id"),
        ["german"] = Plain("Mail Delivery System <mailer-daemon@mx.example.de>", "Unzustellbar: Hello", "Ihre Nachricht konnte nicht zugestellt werden.\n\n$to:\n$code $status $text\n\n--- Ursprüngliche Nachricht ---\n$copy", "Content-Type: text/plain; charset=utf-8\n"),
        ["quoted printable"] = Plain("MAILER-DAEMON@mx.example.com", "Returned mail", "Delivery failed.\n\n<$to>: $code $status $te=\nxt\n\nMessage-ID: <$id@ex=\nample.com>", "Content-Transfer-Encoding: quoted-printable\n").Replace("$te=\nxt", "$text", StringComparison.Ordinal),
        ["tagged return path"] = Plain("postmaster@mx.example.com", "Undeliverable", "$to: $code $status $text", to: "bounces+$id@example.com"),
        ["referring"] = Plain("postmaster@mx.example.com", "Undeliverable mail", "The following recipient failed:\n  $to\n  $code $status $text", "In-Reply-To: <$id@example.com>\n"),
        ["capitals and carriage returns"] = Plain("MAILER-DAEMON@MX.EXAMPLE.COM", "UNDELIVERABLE MAIL", "\r\nFAILED RECIPIENT: <$to>\r\nREASON: $code $status $text\r\n\r\nMESSAGE-ID: <$ID@EXAMPLE.COM>\r\n"),
    };

    public static string Of(string form, string id, string to, (string Code, string Status, string Text, string Category) reply)
    {
        var copy = $"Received: from app.example.com by mx.example.com; Tue, 10 Mar 2026 12:00:00 +0000\nMessage-ID: <{id}@example.com>\nFrom: A <a@example.com>\nTo: {to}\nSubject: Hello\n\nHello, 550 things. Write to info@example.com\n";
        return Forms[form].Replace("$copy", copy, StringComparison.Ordinal).Replace("$xto", to.Replace("@", "+40", StringComparison.Ordinal), StringComparison.Ordinal)
            .Replace("$to", to, StringComparison.Ordinal).Replace("$id", id, StringComparison.Ordinal).Replace("$ID", id.ToUpperInvariant(), StringComparison.Ordinal)
            .Replace("$code", reply.Code, StringComparison.Ordinal).Replace("$status", reply.Status, StringComparison.Ordinal).Replace("$text", reply.Text, StringComparison.Ordinal);
    }

    public static string Report(string from, string subject, string words, string fields, string? copy = "message/rfc822") =>
        $"Return-Path: <>\nFrom: {from}\nTo: a@example.com\nSubject: {subject}\nMIME-Version: 1.0\n{(copy is null ? "References: <$id@example.com>\n" : "")}Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n--b\nContent-Type: text/plain\n\n{words}\n\n--b\nContent-Type: message/delivery-status\n\n{fields}\n\n"
        + (copy is null ? "" : $"--b\nContent-Type: {copy}\n\n$copy\n") + "--b--\n";

    private static string Plain(string from, string subject, string words, string more = "", string to = "a@example.com") =>
        $"From: {from}\nTo: {to}\nSubject: {subject}\n{more}\n{words}\n";
}
