using System.Text.RegularExpressions;

namespace EmailDispatch.EndToEnd.Samples;

/// <summary>Every requested header once and unchanged, the headers that every message needs, and no others.</summary>
public static partial class HeaderRules
{
    private static readonly string[] Always = ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"];
    private static readonly string[] Possible = ["Cc", "Reply-To", "Content-Transfer-Encoding", "Content-Disposition"];

    public static IEnumerable<string> Differences(ExpectedEmail expected, ReceivedEmail received) =>
    [
        .. Counts(expected, received),
        .. Mailboxes("From", [expected.From], received),
        .. Mailboxes("To", expected.To, received),
        .. Mailboxes("Cc", expected.Cc, received),
        .. Mailboxes("Reply-To", expected.ReplyTo, received),
        .. Values(expected, received),
    ];

    private static IEnumerable<string> Counts(ExpectedEmail expected, ReceivedEmail received)
    {
        foreach (var name in Always.Concat(expected.Headers.Keys))
        {
            if (received.ValuesOf(name) is { Count: not 1 } values)
                yield return $"headers: {name} is there {values.Count} times";
        }

        foreach (var name in Possible.Where(name => received.ValuesOf(name).Count > 1))
            yield return $"headers: {name} is there more than once";

        var known = Always.Concat(Possible).Concat(expected.Headers.Keys).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var header in received.Headers.Where(header => !known.Contains(header.Name)))
            yield return $"headers: {header.Name} was not asked for";
    }

    private static IEnumerable<string> Mailboxes(string header, IReadOnlyList<Mailbox> expected, ReceivedEmail received)
    {
        var found = received.Addresses[header].Select(mailbox => mailbox with { Address = Mailbox.Normalise(mailbox.Address) });
        if (!expected.SequenceEqual(found))
            yield return $"headers: {header} is {string.Join(", ", found)}; expected {string.Join(", ", expected)}";
    }

    private static IEnumerable<string> Values(ExpectedEmail expected, ReceivedEmail received)
    {
        foreach (var subject in received.ValuesOf("Subject").Where(subject => subject != expected.Subject))
            yield return $"headers: Subject is {subject}; expected {expected.Subject}";
        foreach (var id in received.ValuesOf("Message-ID").Where(id => !MessageId().IsMatch(id.Trim())))
            yield return $"headers: Message-ID {id} is not of the form of RFC 5322 section 3.6.4";
        if (received.Date is null)
            yield return $"headers: Date {string.Join(", ", received.ValuesOf("Date"))} cannot be read";

        foreach (var (name, value) in expected.Headers)
        {
            // Folding may change white space to other white space, but never adds any where there was none.
            foreach (var found in received.ValuesOf(name).Where(found => WhiteSpace().Replace(found, " ").Trim() != value))
                yield return $"headers: {name} is {found}; expected {value}";
        }
    }

    [GeneratedRegex(@"^<[^<>@\s]+@[^<>@\s]+>$")]
    private static partial Regex MessageId();

    [GeneratedRegex(@"[ \t]+")]
    private static partial Regex WhiteSpace();
}
