using EmailDispatch.Providers.State;
using EmailDispatch.Replies;
using EmailDispatch.Smtp;

namespace EmailDispatch.Tests.Replies;

public sealed class MeaningsTests
{
    /// <summary>One wording for each row of the table, in several languages and orders.</summary>
    public static TheoryData<string, SmtpPhase, int, string> Wordings => new()
    {
        { "suppressed-by-provider", SmtpPhase.RcptTo, 550, "This address previously bounced" },
        { "client-name-refused", SmtpPhase.MailFrom, 501, "The name in EHLO is not valid" },
        { "account-suspended-at-door", SmtpPhase.Greeting, 554, "Member is suspended" },
        { "login-left-out", SmtpPhase.MailFrom, 550, "Nobody of your domain may send without logging in" },
        { "login-left-out", SmtpPhase.RcptTo, 553, "Do POP3 before SMTP" },
        { "subject-missing", SmtpPhase.FinalDot, 550, "A subject is required" },
        { "storage-over-quota", SmtpPhase.FinalDot, 552, "Disk quota used up" },
        { "our-account-suspended", SmtpPhase.RcptTo, 550, "Sending paused for this account" },
        { "our-account-suspended", SmtpPhase.FinalDot, 554, "Email sending is switched off" },
        { "account-suspended-before-rcpt", SmtpPhase.MailFrom, 550, "Das Konto wurde gesperrt" },
        { "account-suspended-before-rcpt", SmtpPhase.MailFrom, 550, "アカウントが停止されています" },
        { "account-suspended-after-rcpt", SmtpPhase.FinalDot, 554, "Compte bloqué" },
        { "our-account-refused", SmtpPhase.RcptTo, 550, "This account is not allowed to send" },
        { "sender-refused", SmtpPhase.RcptTo, 550, "Not authorised to send from this header address" },
        { "sender-refused", SmtpPhase.FinalDot, 550, "The domain in the From header has not been verified" },
        { "sender-refused", SmtpPhase.MailFrom, 550, "Отправитель не разрешён" },
        { "sender-refused", SmtpPhase.FinalDot, 550, "Demo domains can only be used by their owner" },
        { "sender-refused", SmtpPhase.FinalDot, 554, "Unconfigured Sending Domain" },
        { "sender-not-verified", SmtpPhase.FinalDot, 550, "Seu domínio aguarda verificação" },
        { "sender-unknown", SmtpPhase.RcptTo, 550, "Absender unbekannt" },
        { "too-large", SmtpPhase.FinalDot, 554, "O e-mail é muito grande" },
        { "mailbox-full", SmtpPhase.RcptTo, 550, "La casella è piena" },
        { "full", SmtpPhase.RcptTo, 552, "已满" },
        { "mailbox-over-limit", SmtpPhase.RcptTo, 552, "The user's mailbox exceeded its allowance" },
        { "our-pace", SmtpPhase.MailFrom, 432, "Parallel sessions: maximum is 2" },
        { "too-fast", SmtpPhase.FinalDot, 450, "Slow down please" },
        { "our-volume", SmtpPhase.MailFrom, 450, "no more than 500 mails a day" },
        { "our-volume-after-mail", SmtpPhase.FinalDot, 451, "no more than 20 messages an hour" },
        { "junk", SmtpPhase.FinalDot, 554, "これは迷惑メールです" },
        { "login-failed", SmtpPhase.MailFrom, 550, "Anmeldung ist fehlgeschlagen" },
        { "account-unavailable", SmtpPhase.MailFrom, 550, "账户不可用" },
        { "account-unavailable-after-rcpt", SmtpPhase.FinalDot, 551, "Main account unavailable" },
        { "recipient-invalid", SmtpPhase.RcptTo, 555, "Адрес получателя некорректен" },
        { "login-wanted", SmtpPhase.MailFrom, 550, "This login is not allowed here" },
        { "message-not-authenticated", SmtpPhase.FinalDot, 550, "Messages that cannot be authenticated are not accepted" },
        { "relay-refused", SmtpPhase.FinalDot, 550, "Relaying is prohibited" },
        { "client-name-unknown", SmtpPhase.RcptTo, 550, "Reverse lookup: not found" },
        { "address-of-client-not-allowed", SmtpPhase.MailFrom, 550, "that IP is not allowed here" },
        { "domain-not-verified", SmtpPhase.FinalDot, 550, "El dominio no ha sido verificado" },
        { "sender-suspended", SmtpPhase.FinalDot, 554, "sending domain is on hold" },
        { "server-in-trouble", SmtpPhase.FinalDot, 554, "Error interno del sistema" },
        { "mailbox-suspended", SmtpPhase.RcptTo, 550, "Diese Mailbox ist deaktiviert, der Benutzer auch" },
        { "account-of-recipient-suspended", SmtpPhase.RcptTo, 550, "Compte désactivé" },
        { "domain-unknown", SmtpPhase.RcptTo, 550, "Домен не найден" },
        { "recipient-unknown", SmtpPhase.RcptTo, 550, "El destinatario no existe" },
        { "recipient-unknown", SmtpPhase.RcptTo, 550, "用户不存在" },
        { "login-needed", SmtpPhase.RcptTo, 550, "Es necesaria la autenticación" },
        { "sender-over-limit", SmtpPhase.FinalDot, 550, "Sender exceeded the hourly limit" },
        { "line-too-long", SmtpPhase.FinalDot, 500, "A line too long" },
        { "too-many-recipients", SmtpPhase.RcptTo, 555, "Recipients over the number" },
        { "quota-of-recipient", SmtpPhase.RcptTo, 550, "The quota of bob is gone" },
        { "full-for-recipient", SmtpPhase.FinalDot, 550, "No disk space for bob@example.test" },
        { "listed", SmtpPhase.FinalDot, 554, "Figure dans une liste noire" },
        { "client-listed", SmtpPhase.FinalDot, 554, "Votre IP figure dans une liste noire" },
        { "message-malformed", SmtpPhase.FinalDot, 554, "MIME structure invalid" },
        { "receiving-suspended", SmtpPhase.RcptTo, 552, "receiving is disabled" },
        { "no-recipient-left", SmtpPhase.FinalDot, 503, "All recipients are invalid" },
        { "domain-elsewhere", SmtpPhase.RcptTo, 550, "Der Host ist nicht lokal" },
        { "account-elsewhere", SmtpPhase.RcptTo, 503, "That account is not local" },
        { "relay-off", SmtpPhase.RcptTo, 550, "Le relais est désactivé" },
        { "too-many-recipients-invalid", SmtpPhase.RcptTo, 554, "Paused: too many of your recipients were not valid" },
        { "client-abuses", SmtpPhase.Greeting, 554, "Suspicious traffic from your IP address" },
        { "login-by-hand", SmtpPhase.Auth, 454, "Second factor is on: log in on the web site" },
        { "relay-failed", SmtpPhase.RcptTo, 553, "Relay test unsuccessful" },
        { "directory-in-trouble", SmtpPhase.RcptTo, 550, "Das Verzeichnis meldet einen Fehler" },
        { "receiving-refused", SmtpPhase.RcptTo, 542, "Esta cuenta no está autorizada a recibir" },
        { "receiving-refused", SmtpPhase.RcptTo, 542, "The user may not receive messages" },
        { "tls-needed", SmtpPhase.MailFrom, 451, "Verschlüsselung ist erforderlich" },
        { "tls-needed", SmtpPhase.RcptTo, 550, "An encrypted session is necessary" },
        { "sending-not-allowed", SmtpPhase.RcptTo, 550, "External recipients are forbidden" },
        { "sending-not-allowed", SmtpPhase.FinalDot, 554, "You are not entitled to send newsletters" },
        { "sender-incomplete", SmtpPhase.FinalDot, 550, "Your domain needs a DNS entry" },
        { "our-quota-after-data", SmtpPhase.FinalDot, 554, "Das Kontingent für acme.test ist weg" },
        { "sender-gone", SmtpPhase.FinalDot, 550, "The sender domain has expired" },
        { "message-over-limit", SmtpPhase.FinalDot, 552, "The header counts more than 30 fields" },
        { "host-refused", SmtpPhase.Greeting, 550, "192.0.2.1 is prohibited" },
        { "host-blocked", SmtpPhase.RcptTo, 550, "Ihre IP wurde blockiert" },
        { "content-refused", SmtpPhase.FinalDot, 552, "Das Dokument im Anhang enthält ein VBA-Makro" },
        { "account-unknown", SmtpPhase.RcptTo, 550, "La cuenta no existe" },
        { "blocked", SmtpPhase.Greeting, 550, "[S1] Blocked" },
        { "unknown", SmtpPhase.RcptTo, 550, "bob: non esiste" },
        { "recipient-gone", SmtpPhase.RcptTo, 550, "Diese Adresse ist abgelaufen" },
        { "account-gone", SmtpPhase.RcptTo, 550, "El contrato de esta cuenta ha expirado" },
        { "domain-refused", SmtpPhase.RcptTo, 550, "This domain is prohibited here" },
        { "domain-gone", SmtpPhase.RcptTo, 550, "That domain has no MX record" },
        { "no-recipient-named", SmtpPhase.FinalDot, 503, "Falta: mensagem sem destinatário" },
        { "message-refused", SmtpPhase.FinalDot, 553, "The message is refused" },
        { "may-send-again-after", SmtpPhase.FinalDot, 550, "You may not send for two hours" },
        { "may-send-again-after", SmtpPhase.RcptTo, 550, "You will not be able to send again today" },
        { "our-quota", SmtpPhase.FinalDot, 554, "The quota of outgoing messages is gone" },
        { "no-credit", SmtpPhase.MailFrom, 550, "Das Guthaben fehlt" },
        { "to-be-paid-for", SmtpPhase.FinalDot, 550, "Upgrade, and get more emails" },
        { "relay-over-limit", SmtpPhase.MailFrom, 450, "4.2.1 Relais: maximum atteint" },
        { "too-many-unknown", SmtpPhase.RcptTo, 550, "Count of unknown users over the maximum" },
        { "password-wrong", SmtpPhase.Auth, 535, "Kennwort ungültig" },
        { "password-to-renew", SmtpPhase.RcptTo, 550, "The password is too old" },
        { "relay-for-insiders", SmtpPhase.RcptTo, 550, "Relais uniquement interne" },
        { "sending-to-insiders", SmtpPhase.RcptTo, 550, "Only for your own organisation" },
        { "login-failed-at-rcpt", SmtpPhase.RcptTo, 550, "Anmeldung ist fehlgeschlagen" },
        { "suspended-before-rcpt", SmtpPhase.MailFrom, 554, "Disabled by the owner" },
        { "source-refused", SmtpPhase.RcptTo, 550, "Messages from this country are not accepted" },
        { "sender-failed", SmtpPhase.RcptTo, 550, "Callout to the sender: failed" },
        { "tls-needed-to-send", SmtpPhase.MailFrom, 550, "Outgoing email is sent with mandatory encryption" },
        { "closed-group", SmtpPhase.RcptTo, 550, "This is a private mail system" },
        { "verified-domain-needed", SmtpPhase.RcptTo, 550, "A verified domain is required" },
        { "our-quota-over", SmtpPhase.FinalDot, 554, "Your organisation is over its quota" },
        { "our-limit", SmtpPhase.RcptTo, 550, "Sie haben das Tageslimit erreicht" },
        { "password-failed", SmtpPhase.Auth, 461, "Password: error" },
        { "account-gone-before-rcpt", SmtpPhase.MailFrom, 550, "That subscription has expired" },
        { "not-served", SmtpPhase.RcptTo, 550, "Diese Domain wird hier nicht bedient" },
        { "receives-for-others", SmtpPhase.RcptTo, 550, "We only accept mail for info@example.test" },
        { "complaints", SmtpPhase.FinalDot, 554, "Too many complaints" },
        { "nested-too-deep", SmtpPhase.FinalDot, 554, "Parts nested too deep" },
        { "archive-locked", SmtpPhase.FinalDot, 554, "ZIP with a password" },
        { "not-stored", SmtpPhase.FinalDot, 554, "Saving failed" },
        { "size-over-limit", SmtpPhase.FinalDot, 554, "Limit: 30 MiB" },
        { "server-full", SmtpPhase.RcptTo, 451, "Le serveur est saturé" },
        { "client-name-incomplete", SmtpPhase.RcptTo, 550, "A fully qualified domain is needed" },
        { "domain-not-configured", SmtpPhase.FinalDot, 550, "The domain is not provisioned" },
        { "sender-not-configured", SmtpPhase.FinalDot, 550, "Absenderdomain nicht konfiguriert" },
        { "mailbox-suspended-for-now", SmtpPhase.RcptTo, 550, "The mailbox is deactivated for now" },
        { "forwarding-broken", SmtpPhase.RcptTo, 550, "Redirection without a record" },
        { "mailbox-for-some", SmtpPhase.RcptTo, 552, "A mailbox for list commands only" },
        { "domain-suspended", SmtpPhase.RcptTo, 550, "That domain is on hold" },
        { "too-many-gone", SmtpPhase.FinalDot, 450, "Too many undeliverable addresses" },
        { "more-to-be-paid-for", SmtpPhase.FinalDot, 550, "The allowance is spent, buy another" },
        { "busy-at-door", SmtpPhase.Greeting, 421, "Sessions: maximum reached" },
        { "relay-refused-outright", SmtpPhase.RcptTo, 550, "5.1.2 Relaying is prohibited" },
        { "sender-differs-from-login", SmtpPhase.FinalDot, 550, "Der From-Header stimmt nicht mit der Anmeldung überein" },
        { "tls-missing", SmtpPhase.MailFrom, 550, "Plaintext is forbidden" },
        { "tls-needed-after-data", SmtpPhase.FinalDot, 550, "TLS is mandatory" },
        { "sandbox-for-some", SmtpPhase.RcptTo, 550, "Test mode: only for members of the team" },
        { "sandbox-refuses", SmtpPhase.FinalDot, 550, "This recipient is not permitted in demo mode" },
        { "receives-for-insiders", SmtpPhase.RcptTo, 553, "We take mail only for our own people" },
        { "sender-over-any-limit", SmtpPhase.RcptTo, 450, "Absender: Maximum erreicht" },
        { "login-suspended", SmtpPhase.FinalDot, 554, "Credentials revoked" },
        { "login-only", SmtpPhase.RcptTo, 550, "Only after a login" },
        { "not-in-directory", SmtpPhase.RcptTo, 550, "User is not in our database" },
        { "mailbox-size-over-limit", SmtpPhase.FinalDot, 552, "Mailbox of 200 MB: limit exceeded" },
        { "new-mail-suspended", SmtpPhase.RcptTo, 550, "New mail is stopped there for inactivity" },
        { "domain-suspended-after-rcpt", SmtpPhase.FinalDot, 550, "That domain is on hold" },
        { "gone", SmtpPhase.RcptTo, 550, "Leider nicht zustellbar" },
        { "later", SmtpPhase.RcptTo, 554, "Réessayez plus tard" },
    };

    [Theory]
    [MemberData(nameof(Wordings))]
    public void Wording_is_read_by_its_row(string row, SmtpPhase phase, int code, string text)
    {
        var result = Noon.Classifier.Classify(new Failure(phase, new SmtpReply(code, text)));

        Assert.Equal(row, result.Evidence);
    }

    [Fact]
    public void Every_row_has_a_wording()
    {
        var rows = Meanings.Blame.Concat(Meanings.Rest).Concat(Meanings.Template).Select(m => m.Name).ToList();

        Assert.Equal(rows.Order(), Wordings.Select(w => w.Data.Item1).Distinct().Order());
        Assert.Equal(rows.Count, rows.Distinct().Count());
    }

    [Theory]
    [InlineData("Your account has been suspended", 552)]
    [InlineData("Outgoing mail suspension: contact the support", 554)]
    [InlineData("API key is suspended", 535)]
    [InlineData("5.7.502 Access denied, banned sender", 550)]
    [InlineData("sending is switched off", 550)]
    public void Suspended_account_leads_to_the_next_provider_and_opens_the_breaker_for_long(string text, int code)
    {
        var result = Noon.Classifier.Classify(new Failure(SmtpPhase.FinalDot, new SmtpReply(code, text)) { OneRecipient = true });

        Assert.Equal((FailureCategory.AccountSuspended, NextStep.NextProvider, FailureWeight.OpensLong, true, false), (result.Category, result.Next, result.Breaker, result.Alert, result.Suppress));
    }

    [Theory]
    [InlineData("You have sent a blocked attachment")]
    [InlineData("Your host 192.0.2.1 is blocked")]
    public void Blocked_message_or_host_pauses_no_provider(string text)
    {
        var result = Noon.Classifier.Classify(new Failure(SmtpPhase.FinalDot, new SmtpReply(554, text)) { OneRecipient = true });

        Assert.Equal((FailureWeight.None, false), (result.Breaker, result.Suppress));
    }

    [Theory]
    [InlineData(SmtpPhase.RcptTo, "5.1.1 Sender address rejected: User unknown in virtual mailbox table")]
    [InlineData(SmtpPhase.RcptTo, "5.1.0 Sender address rejected: undeliverable address: host said: mailbox does not exist")]
    [InlineData(SmtpPhase.FinalDot, "5.1.1 Not logged in as the owner of the sender address, mailbox unknown")]
    public void Unknown_sender_is_never_blamed_on_the_recipient(SmtpPhase phase, string text)
    {
        var result = Noon.Classifier.Classify(new Failure(phase, new SmtpReply(550, text)) { OneRecipient = true });

        Assert.Equal((NextStep.NextProvider, FailureWeight.None, false), (result.Next, result.Breaker, result.Suppress));
    }

    [Theory]
    [InlineData("This MTA is for a closed user group")]
    [InlineData("Recipient is not served by this gateway")]
    [InlineData("Der Server ist für die Domain des Empfängers nicht zuständig")]
    [InlineData("Le domaine du destinataire n'est pas géré ici")]
    [InlineData("This domain is disabled")]
    public void Server_of_others_bounces_no_recipient(string text)
    {
        var result = Noon.Classifier.Classify(new Failure(SmtpPhase.RcptTo, new SmtpReply(553, text)) { OneRecipient = true });

        Assert.Equal((FailureCategory.RelayDenied, NextStep.NextProvider, false), (result.Category, result.Next, result.Suppress));
    }

    [Theory]
    [InlineData("Account deleted by user")]
    [InlineData("Das Postfach wurde gelöscht")]
    [InlineData("Почтовый ящик удалён")]
    [InlineData("该邮箱已被删除")]
    public void Deleted_mailbox_bounces_and_is_not_suppressed(string text)
    {
        var result = Noon.Classifier.Classify(new Failure(SmtpPhase.RcptTo, new SmtpReply(550, $"5.7.1 {text}")) { OneRecipient = true });

        Assert.Equal((NextStep.BounceRecipient, false), (result.Next, result.Suppress));
    }

    [Theory]
    [InlineData("5.2.1 parked", true)]
    [InlineData("4.2.1 parked", false)]
    public void Enhanced_code_of_another_class_suppresses_nobody(string text, bool suppress)
    {
        var result = Noon.Classifier.Classify(new Failure(SmtpPhase.RcptTo, new SmtpReply(550, text)) { OneRecipient = true });

        Assert.Equal((NextStep.BounceRecipient, suppress), (result.Next, result.Suppress));
    }

    [Theory]
    [InlineData("address is on your do-not-mail list")]
    [InlineData("opt-out list")]
    public void List_of_who_wants_no_mail_suppresses(string text)
    {
        var result = Noon.Classifier.Classify(new Failure(SmtpPhase.RcptTo, new SmtpReply(550, text)) { OneRecipient = true });

        Assert.Equal(NextStep.SuppressRecipient, result.Next);
    }

    [Theory]
    [InlineData("Quota exceeded", FailureCategory.QuotaUsedUp)]
    [InlineData("5.2.2 Quota exceeded", FailureCategory.MailboxFull)]
    [InlineData("Mailbox: quota exceeded", FailureCategory.MailboxFull)]
    public void Quota_at_the_final_dot_is_ours_unless_the_mailbox_is_named(string text, FailureCategory category)
    {
        var result = Noon.Classifier.Classify(new Failure(SmtpPhase.FinalDot, new SmtpReply(550, text)) { OneRecipient = true });

        Assert.Equal(category, result.Category);
    }

    [Theory]
    [InlineData("5.1.1 Template 42 not found")]
    [InlineData("5.1.1 The campaign was withdrawn")]
    [InlineData("5.2.1 See https://errors.example.test/unknown-mailbox")]
    [InlineData("5.1.2 Route missing for this pool")]
    [InlineData("5.1.1")]
    public void Code_about_a_mailbox_at_the_final_dot_proves_nothing_without_words(string text)
    {
        var result = Noon.Classifier.Classify(new Failure(SmtpPhase.FinalDot, new SmtpReply(550, text)) { OneRecipient = true, Recipient = "bob@example.test" });

        Assert.Equal((FailureCategory.Policy, NextStep.OtherProviderOnly, false), (result.Category, result.Next, result.Suppress));
    }

    [Theory]
    [InlineData("5.1.1 <bob@example.test>")]
    [InlineData("5.1.1 There is no such mailbox")]
    [InlineData("5.2.1 The user's inbox is closed")]
    public void Code_and_words_about_a_mailbox_at_the_final_dot_bounce(string text)
    {
        var result = Noon.Classifier.Classify(new Failure(SmtpPhase.FinalDot, new SmtpReply(550, text)) { OneRecipient = true, Recipient = "bob@example.test" });

        Assert.Equal(NextStep.BounceRecipient, result.Next);
    }

    [Theory]
    [InlineData(SmtpPhase.RcptTo, "5.1.1 5.2.2 the inbox of this recipient is full")]
    [InlineData(SmtpPhase.RcptTo, "5.1.1 5.2.2 bob@example.test")]
    [InlineData(SmtpPhase.RcptTo, "5.2.1 Postfach voll")]
    [InlineData(SmtpPhase.RcptTo, "5.1.1 user used up the quota")]
    [InlineData(SmtpPhase.FinalDot, "5.1.1 5.2.2 storage full")]
    public void Full_mailbox_is_not_unknown_whatever_the_first_code(SmtpPhase phase, string text)
    {
        var result = Noon.Classifier.Classify(new Failure(phase, new SmtpReply(552, text)) { OneRecipient = true, Recipient = "bob@example.test" });

        Assert.Equal((FailureCategory.MailboxFull, NextStep.SameProviderLater, false), (result.Category, result.Next, result.Suppress));
    }

    [Theory]
    [InlineData("Checked <hi@acme.test> by callback\nCalled: 192.0.2.7\nSent: RCPT TO:<hi@acme.test>\nResponse: 550 mailbox disabled")]
    [InlineData("Called: 192.0.2.7\nSent: RCPT TO:<postmaster@acme.test>\nResponse: 550 No such user")]
    [InlineData("Called: 192.0.2.7\nSent: MAIL FROM:<>\nResponse: 550 spam source")]
    [InlineData("Verification of <hi@acme.test> for <bob@example.test>: user unknown")]
    [InlineData("<bob@example.test>: mx.acme.test was asked for <hi@acme.test>, user unknown")]
    [InlineData("5.1.1 mx.acme.test said: 550 <hi@acme.test> mailbox not found")]
    [InlineData("Prüfung von hi@acme.test: Benutzer unbekannt")]
    [InlineData("Cannot bounce to hi@acme.test: no such user")]
    public void Answer_to_a_callout_to_the_sender_bounces_no_recipient(string text)
    {
        var result = Noon.Classifier.Classify(new Failure(SmtpPhase.RcptTo, new SmtpReply(550, text)) { OneRecipient = true, Sender = "hi@acme.test", Recipient = "bob@example.test" });

        Assert.Equal((FailureCategory.SenderNotAllowed, NextStep.NextProvider, false), (result.Category, result.Next, result.Suppress));
    }

    [Theory]
    [InlineData("Called: 192.0.2.7\nSent: RCPT TO:<bob@example.test>\nResponse: 550 No such user")]
    [InlineData("5.1.1 hi@acme.test to bob@example.test: verification says user unknown")]
    [InlineData("5.1.1 <bob@example.test>: mx.example.test said: 550 user unknown")]
    [InlineData("5.1.1 mail from hi@acme.test refused: recipient does not exist")]
    public void Answer_to_a_callout_to_the_recipient_bounces(string text)
    {
        var result = Noon.Classifier.Classify(new Failure(SmtpPhase.RcptTo, new SmtpReply(550, text)) { OneRecipient = true, Sender = "hi@acme.test", Recipient = "bob@example.test" });

        Assert.Equal((FailureCategory.RecipientUnknown, NextStep.BounceRecipient, true), (result.Category, result.Next, result.Suppress));
    }
}
