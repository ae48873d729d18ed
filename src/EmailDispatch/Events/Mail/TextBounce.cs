using System.Text.RegularExpressions;
using EmailDispatch.Status;
using MimeKit;

namespace EmailDispatch.Events.Mail;

/// <summary>The plain words of a server that sends no report.</summary>
internal static partial class TextBounce
{
    private const int MaxReasonLength = 400;

    /// <summary>What is told of the recipients; nothing if the words are not those of a failure.</summary>
    public static IEnumerable<MailFinding> Read(MimeMessage message, ReturnedContent content)
    {
        var listed = message.Headers.Where(header => header.Field.Equals("X-Failed-Recipients", StringComparison.OrdinalIgnoreCase)).SelectMany(header => Addresses.In(header.Value)).ToList();
        var words = content.Words;
        if (listed.Count == 0 && (!IsOfServer(message) || !Failure().IsMatch($"{message.Subject}\n{words}") || IsDelay(message, words)))
            return [];
        if (IsDelay(message, words))
            return [];

        var places = Addresses.Places(words).Where(place => !content.IsOwn(place.Address)).ToList();
        var alone = places.Where(place => place.IsAlone).Select(place => place.Address).ToList();
        var recipients = listed.Count > 0 ? listed : alone.Count > 0 ? alone : places.Count > 0 ? [places[0].Address] : content.ReturnedRecipients().Take(1).ToList();
        if (recipients.Count == 0)
            return [new MailFinding(ReportKind.Bounced, null, ReasonNear(words, null))];
        return recipients.Distinct(StringComparer.OrdinalIgnoreCase).Select(one => new MailFinding(ReportKind.Bounced, one, ReasonNear(words, one)));
    }

    /// <summary>What the words say of a recipient: what follows its address, up to the next one; else from the first reply code on.</summary>
    public static string ReasonNear(string words, string? recipient)
    {
        var places = Addresses.Places(words).ToList();
        var at = places.FindIndex(place => place.IsAlone && place.Address.Equals(recipient, StringComparison.OrdinalIgnoreCase));
        var own = at < 0 ? "" : words[places[at].End..(places.Skip(at + 1).FirstOrDefault(next => next.IsAlone && !next.Address.Equals(recipient, StringComparison.OrdinalIgnoreCase)) is { Index: > 0 } next ? next.Index : words.Length)];
        var text = Code().IsMatch(own) || Says().IsMatch(own) ? own : words;

        // "No such user (#5.1.1)" has the words before the code, "550 5.1.1 No such user" behind it.
        var from = Code().Match(text) is { Success: true } code ? (code.Value[0] == '#' ? text.LastIndexOf('\n', code.Index) + 1 : code.Index) : Says().Match(text) is { Success: true } says ? text.LastIndexOf('\n', says.Index) + 1 : 0;
        var reason = Blank().Replace(text[from..Math.Min(text.Length, from + MaxReasonLength)], " ").Trim(' ', '>', ':', ';', '<', '(', ')', '-');
        return reason;
    }

    private static bool IsOfServer(MimeMessage message) =>
        Server().IsMatch(message.From.ToString()) || message.Headers["Return-Path"]?.Trim() is "<>" or ""
        || Failure().IsMatch(message.Subject ?? "") || message.Headers["Auto-Submitted"] is { } auto && auto.Contains("auto-replied", StringComparison.OrdinalIgnoreCase);

    private static bool IsDelay(MimeMessage message, string words) =>
        Delay().IsMatch($"{message.Subject}\n{words}") && !Final().IsMatch(words);

    [GeneratedRegex(@"mailer-?daemon|postmaster|mail delivery|delivery subsystem|mail-?daemon|microsoft exchange|system administrator|internet mail delivery", RegexOptions.IgnoreCase)]
    private static partial Regex Server();

    [GeneratedRegex(
        @"undeliver|not (?:be )?deliver|n't (?:be )?deliver|unable to (?:deliver|send|relay)|failed to (?:deliver|send)|(?:delivery|mail|message) (?:has |have )?(?:failed|failure|error)|delivery.{0,40}fail|fail.{0,40}deliver|returned (?:mail|to sender|message)|failure (?:notice|notification)|permanent (?:fatal )?error|could not be (?:sent|delivered)|(?:was|were|been|is) (?:rejected|refused|returned|bounced)|(?:user|mailbox|recipient|address|account).{0,40}(?:unknown|not (?:found|exist)|does(?: not|n't) exist|full|disabled|invalid|unavailable|over)|no such (?:user|mailbox|recipient|address|person)|nicht zu(?:ge)?stell|unzustellbar|non remis|no entregad|no se (?:ha podido|pudo) entregar|mancata consegna|non (?:è|e') stat[oa] (?:possibile )?(?:consegn|recapit)|não (?:foi )?(?:possível )?entreg|niet (?:worden )?(?:bezorgd|afgeleverd)",
        RegexOptions.IgnoreCase)]
    private static partial Regex Failure();

    [GeneratedRegex(@"\bdelay|has not (?:yet )?been delivered|not yet been|warning.{0,60}(?:still|not sent|could not)|(?:will|shall) (?:be )?(?:retr|tr(?:y|ied)|continue)|still (?:being )?(?:retr|try)|you do not need to (?:do|resend)|temporar(?:y|ily).{0,60}will", RegexOptions.IgnoreCase)]
    private static partial Regex Delay();

    [GeneratedRegex(@"permanent|giv(?:en|ing) up|gave up|final(?:ly)?\b|no longer|retry (?:time|timeout).{0,30}(?:exceeded|expired)|too long|expired|will not (?:be )?(?:retr|tr(?:y|ied))|has been (?:returned|abandoned|removed)|(?<![\d.])5\.\d{1,3}\.\d{1,3}(?![\d.])|\b55\d\b", RegexOptions.IgnoreCase)]
    private static partial Regex Final();

    [GeneratedRegex(@"(?<![\d.\w-])(?:[45]\d\d[ -](?=[\w<#(""'])|#?[45]\.\d{1,3}\.\d{1,3}(?![\d.]))")]
    private static partial Regex Code();

    [GeneratedRegex(
        @"(?:user|mailbox|recipient|address|account|domain|host|inbox|konto|postfach|empfänger|adresse|boîte).{0,60}(?:unknown|not (?:found|exist|available)|n't exist|full|exceed|quota|disabled|inactive|suspended|invalid|unavailable|unrouteable|voll|unbekannt|inconnu|pleine)|no such (?:user|mailbox|recipient|address|person|domain|host)|(?:unknown|invalid|unrouteable|bad|illegal|nonexistent|full) (?:user|mailbox|recipient|address|account|destination|alias|host|domain|local)|unrouteable|over (?:its )?quota|quota exceeded|too (?:large|big)|spam|virus|blocked|blacklist|blocklist|denied|policy|retry time|timed? ?out|expired|loop|no mailbox",
        RegexOptions.IgnoreCase)]
    private static partial Regex Says();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
