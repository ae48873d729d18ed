using System.Text.RegularExpressions;
using MimeKit;

namespace EmailDispatch.Events.Mail;

/// <summary>Tells automatic replies of a person's mailbox (absences, receipts, requests to confirm) from messages returned by a mail server.</summary>
internal static partial class AutomaticReply
{
    /// <summary>Some automatic replies say that an address is no longer used, but that is a person's statement, not a server's.</summary>
    public static bool Is(MimeMessage message, IEnumerable<MimeEntity> parts, string words, bool isOfServer)
    {
        var subject = message.Subject ?? "";
        if (parts.OfType<MessageDispositionNotification>().Any() || "disposition-notification".Equals(message.Body?.ContentType.Parameters["report-type"], StringComparison.OrdinalIgnoreCase))
            return true;
        if (Absence().IsMatch(subject) || Confirmation().IsMatch(subject))
            return true;
        if (isOfServer)
            return false;
        return (message.Headers["Auto-Submitted"] ?? "").Contains("auto-replied", StringComparison.OrdinalIgnoreCase)
            || message.Headers.Contains("X-Autoreply") || message.Headers.Contains("X-Autorespond") || message.Headers.Contains("X-Autoresponder")
            || (message.Headers["Precedence"] ?? "").Contains("auto", StringComparison.OrdinalIgnoreCase)
            || Confirmation().IsMatch(words.Length > 2_000 ? words[..2_000] : words);
    }

    [GeneratedRegex(
        @"^\W*(?:auto(?:matic|mated|matische|matisch|matique|mática|matica)?[ -]?(?:reply|response|responder|antwort|réponse|respuesta|risposta|antwoord)\b|(?:re: ?)?out of (?:the )?office|vacation\b|on (?:vacation|leave|holiday)|abwesen|automatische (?:antwort|abwesenheit)|réponse automatique|absence du bureau|absent\b|respuesta automática|fuera de (?:la )?oficina|risposta automatica|fuori (?:sede|ufficio)|resposta automática|ausente|ausência|automatisch antwoord|afwezig|автоответ|autosvar|automaattinen|automatyczna|自動(?:返信|応答)|自动(?:回复|答复)|不在|away (?:until|from)|i am away|(?:not )?read: |gelesen: |lu ?: |leído: )",
        RegexOptions.IgnoreCase)]
    private static partial Regex Absence();

    [GeneratedRegex(
        @"(?:please|you must|need to|must|to) (?:confirm|verify) (?:your|that you|you are|the sending)|confirm(?:ation)? (?:required|request|your (?:e?-?mail|message|identity))|verification required|(?:message|mail) (?:is |has been |was )?(?:held|quarantined|awaiting|pending)|awaiting (?:your )?(?:confirmation|verification|approval)|prove (?:that )?you are (?:a )?human|challenge[ -]response|i (?:am )?(?:use|using) a spam (?:blocker|filter) that",
        RegexOptions.IgnoreCase)]
    private static partial Regex Confirmation();
}
