using System.Text.RegularExpressions;
using EmailDispatch.Status;
using MimeKit;

namespace EmailDispatch.Events.Mail;

/// <summary>Reads the plain text of servers that send no report.</summary>
internal static partial class TextBounce
{
    private const int MaxReasonLength = 400;
    private const int MinReasonLength = 20;

    /// <summary>The findings about the recipients; none if the text does not describe a failure.</summary>
    public static IEnumerable<MailFinding> Read(MimeMessage message, IReadOnlyList<MimeEntity> parts, ReturnedContent content)
    {
        var listed = message.Headers.Where(header => header.Field.Equals("X-Failed-Recipients", StringComparison.OrdinalIgnoreCase)).SelectMany(header => Addresses.In(header.Value)).ToList();
        var words = content.Words;
        var isNamedServer = Server().IsMatch(message.From.ToString());
        if (AutomaticReply.Is(message, parts, words, isNamedServer || listed.Count > 0) || IsDelay(message, words))
            return [];
        if (listed.Count == 0 && !(isNamedServer ? TellsOfFailure(message, words) || Says().IsMatch(words) : IsReturned(message, content) && TellsOfFailure(message, words)))
            return [];

        var recipients = listed.Count > 0 ? listed : RecipientsIn(words, content);
        if (recipients.Count == 0)
            return [new MailFinding(ReportKind.Bounced, null, ReasonNear(words, null))];
        return recipients.Distinct(StringComparer.OrdinalIgnoreCase).Select(one => new MailFinding(ReportKind.Bounced, one, ReasonNear(words, one)));
    }

    // The sender's own address counts only if no other is named, because people may write to themselves.
    private static List<string> RecipientsIn(string words, ReturnedContent content)
    {
        var places = Addresses.Places(words).Where(place => !ReturnedContent.IsOfServer(place.Address)).ToList();
        var others = places.Where(place => !content.IsOwn(place.Address)).ToList();
        var alone = others.Where(place => place.IsAlone).ToList();
        if (alone.Count > 0)
            return [.. alone.Where(place => !place.IsOfHead || alone.TrueForAll(one => one.IsOfHead)).Select(place => place.Address)];
        if (places.Where(place => place.IsAlone).Select(place => place.Address).Take(1).ToList() is { Count: > 0 } own && others.Count == 0)
            return own;

        var returned = content.ReturnedRecipients().ToList();
        return [.. others.Select(place => place.Address).OrderByDescending(address => returned.Contains(address, StringComparer.OrdinalIgnoreCase)).Concat(returned).Take(1)];
    }

    /// <summary>The text about a recipient: from its address to the next one, or else from the first reply code.</summary>
    public static string ReasonNear(string words, string? recipient)
    {
        var (own, isOnly) = OwnWords(words, recipient);
        var isTold = SaysWhy(own) || (!(isOnly && SaysWhy(words)) && Boilerplate().Replace(own, "").Trim().Length > MinReasonLength);
        var text = Boilerplate().Replace(isTold ? own : words, "");
        return Blank().Replace(text[Begin(text)..Math.Min(text.Length, Begin(text) + MaxReasonLength)], " ").Trim(' ', '>', ':', ';', '<', '(', ')', '-');
    }

    // "No such user (#5.1.1)" has the text before the code, "550 5.1.1 No such user" after it.
    private static int Begin(string text)
    {
        var (code, says) = (Code().Match(text), Says().Match(text));
        if (code.Success && (!says.Success || code.Index - says.Index is < 0 or > MaxReasonLength / 2 || Says().IsMatch(text[code.Index..Math.Min(text.Length, code.Index + (MaxReasonLength / 2))])))
            return code.Value[0] == '#' ? LineOf(text, code.Index) : code.Index;
        return says.Success ? LineOf(text, says.Index) : 0;
    }

    private static int LineOf(string text, int index) => text.LastIndexOf('\n', index) + 1;

    private static bool SaysWhy(string text) => Code().IsMatch(text) || Says().IsMatch(text);

    private static (string Words, bool IsOnly) OwnWords(string words, string? recipient)
    {
        var places = Addresses.Places(words).ToList();
        var at = places.FindIndex(place => place.IsAlone && place.Address.Equals(recipient, StringComparison.OrdinalIgnoreCase));
        if (at < 0)
            return ("", true);

        var next = places.Skip(at + 1).FirstOrDefault(place => place.IsAlone && !place.Address.Equals(recipient, StringComparison.OrdinalIgnoreCase));
        var line = LineOf(words, places[at].Index);
        var from = Says().IsMatch(words[line..places[at].Index]) ? line : places[at].End;
        var isOnly = !places.Exists(place => place.IsAlone && !place.IsOfHead && !place.Address.Equals(recipient, StringComparison.OrdinalIgnoreCase));
        return (words[from..(next.Index > from ? next.Index : words.Length)], isOnly);
    }

    private static bool TellsOfFailure(MimeMessage message, string words) => Failure().IsMatch($"{message.Subject}\n{words}");

    // The empty return path, the subject or the returned copy identify it if the sender's name does not.
    private static bool IsReturned(MimeMessage message, ReturnedContent content) =>
        message.Headers["Return-Path"]?.Trim() is "<>" or "" || Failure().IsMatch(message.Subject ?? "") || content.Headers.Length > 0
        || message.Headers["Auto-Submitted"]?.Contains("auto-generated", StringComparison.OrdinalIgnoreCase) == true;

    private static bool IsDelay(MimeMessage message, string words) =>
        Delay().IsMatch($"{message.Subject}\n{words}") && !Final().IsMatch(words);

    [GeneratedRegex(@"mailer-?daemon|post_?master|mail[ .-]?delivery|delivery[ -]?(?:subsystem|system|service|agent)|mail-?daemon|mail[ -]?system|microsoft ?exchange|system administrator|internet mail|mail administrator", RegexOptions.IgnoreCase)]
    private static partial Regex Server();

    [GeneratedRegex(
        @"undeliver|did not reach|abort|(?:error|problem)s? (?:has |have )?(?:occurred |was |were )?(?:occurred )?(?:while|during|in|with|when)?.{0,30}deliver|delivery status notification: error|not (?:be )?deliver|n't (?:be )?deliver|unable to (?:deliver|send|relay)|failed to (?:deliver|send)|(?:delivery|mail|message) (?:has |have )?(?:failed|failure|error)|delivery.{0,40}fail|fail.{0,40}deliver|returned (?:mail|to sender|message)|failure (?:notice|notification)|permanent (?:fatal )?error|could not be (?:sent|delivered)|(?:was|were|been|is) (?:rejected|refused|returned|bounced)|(?:user|mailbox|recipient|address|account).{0,40}(?:unknown|not (?:found|exist)|does(?: not|n't) exist|full|disabled|invalid|unavailable|over)|no such (?:user|mailbox|recipient|address|person)|(?:unknown|invalid|illegal|bad) (?:user|recipient|mailbox|address|destination)|nicht zu(?:ge)?stell|unzustellbar|non remis|no entregad|no se (?:ha podido|pudo) entregar|mancata consegna|non (?:è|e') stat[oa] (?:possibile )?(?:consegn|recapit)|não (?:foi )?(?:possível )?entreg|niet (?:worden )?(?:bezorgd|afgeleverd)|не (?:может быть |был[оаи]? |удалось )?(?:доставлен|доставить)|nie (?:można|mógł|może|zosta).{0,30}(?:dostarcz|doręcz)|n[aã]o foi entregue|kunde inte levereras|kunne ikke leveres|ei voitu toimittaa|teslim edilemedi|配信(?:できません|不能|エラー)|送信できません|送達できません|エラー通知|配達できません|退信|无法(?:投递|送达)|投递失败|無法(?:投遞|傳送)|배달(?:되지|할 수)|전송 실패",
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

    // Boilerplate of servers that says nothing about the cause.
    [GeneratedRegex(
        @"^[ \t>]{0,20}(?:the original message was received|from .{1,80}\[[\d.:a-f]+\]|with id |-{3,}.{0,100}-{3,}\r?$|[-=_*#]{5,}\r?$|this is the .{1,40}(?:program|system|agent)\b|(?:i'm|i am) (?:sorry|afraid)|sorry\b.{0,10}to have to inform|this message was (?:created|generated)|this is an? automatic|a message that you (?:have )?sent|for further assistance|if you do so|delete your own|(?:this is a permanent error|the following address)|reporting-mta:|arrival-date:|last-attempt-date:|remote-mta:|received-from-mta:|final-recipient:|original-recipient:|action:)[^\n]*\n?",
        RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Boilerplate();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
