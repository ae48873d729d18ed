using System.Globalization;
using System.Text;

namespace EmailDispatch.EndToEnd.Samples;

/// <summary>The message has neither the address nor the name of a bcc recipient, encoded or plain.</summary>
public static class BlindCopyRules
{
    public static IEnumerable<string> Differences(ExpectedEmail expected, ReceivedEmail received, byte[] raw)
    {
        string[] places =
        [
            Encoding.UTF8.GetString(raw),
            .. received.Headers.Select(header => header.Value),
            .. received.Bodies.Select(body => body.Text),
            .. received.Addresses.Values.SelectMany(mailboxes => mailboxes).Select(mailbox => $"{mailbox.Name} {Mailbox.Normalise(mailbox.Address)}"),
        ];
        foreach (var secret in expected.Bcc.SelectMany(Forms).Where(form => form.Length > 0))
        {
            if (places.Any(place => place.Contains(secret, StringComparison.OrdinalIgnoreCase)))
                yield return $"bcc: {secret} is in the message";
        }
    }

    private static IEnumerable<string> Forms(Mailbox mailbox)
    {
        var at = mailbox.Address.LastIndexOf('@') + 1;
        var unicode = mailbox.Address[..at] + new IdnMapping().GetUnicode(mailbox.Address[at..]);
        return new HashSet<string>([mailbox.Name, mailbox.Address, unicode]);
    }
}
