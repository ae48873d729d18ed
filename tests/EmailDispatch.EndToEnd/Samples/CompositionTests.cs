using System.Text;
using EmailDispatch.Emails;
using EmailDispatch.Providers;
using EmailDispatch.Smtp;
using MimeKit;

namespace EmailDispatch.EndToEnd.Samples;

/// <summary>Three independent parsers read composed emails as they were requested.</summary>
/// <remarks>
/// One parser is wrong in one point: postal-mime decodes text that looks like an encoded word in a file name, even if the name is escaped by
/// RFC 2231. RFC 2047 section 5 does not allow encoded words in parameters.
/// </remarks>
public sealed class CompositionTests
{
    private const int AtOnce = 500;

    private static readonly int Count = TestSize.Of("COMPOSITION_EMAILS", 300);
    private static readonly int Seed = TestSize.Of("COMPOSITION_SEED", 0);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Random_emails_are_read_as_given_by_three_parsers()
    {
        var differences = new List<string>();
        foreach (var seeds in Enumerable.Range(Seed, Count).Chunk(AtOnce))
            differences.AddRange(await DifferencesAsync([.. seeds.Select(seed => ($"seed {seed}", new RandomRequest(seed).ToJson()))]));

        Assert.True(differences.Count == 0, $"{differences.Count} differences:\n{string.Join('\n', differences.Take(30))}");
    }

    [Fact]
    public async Task Samples_are_read_as_given_by_three_parsers()
    {
        var differences = await DifferencesAsync([.. Sample.Names.Select(name => (name, Sample.Load(name)))]);

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    private static async Task<List<string>> DifferencesAsync(List<(string Name, string Request)> emails)
    {
        var messages = emails.ConvertAll(email => Compose(email.Request));
        var raw = messages.ConvertAll(message => message.Raw);
        var python = await ReceivedEmail.ParseAsync(raw, Cancellation);
        var mailparser = await NodeReading.ParseAsync("mailparser", raw, Cancellation);
        var postalMime = await NodeReading.ParseAsync("postal-mime", raw, Cancellation);

        Assert.Equal([emails.Count, emails.Count, emails.Count], [python.Count, mailparser.Count, postalMime.Count]);
        return [.. emails.SelectMany((email, n) =>
        {
            var expected = ExpectedEmail.FromRequest(email.Request);
            return (List<string>)
            [
                .. EmailComparison.Differences(email.Request, messages[n], python[n]).Select(difference => $"{email.Name}, python: {difference}"),
                .. mailparser[n].Differences(expected).Select(difference => $"{email.Name}, mailparser: {difference}"),
                .. postalMime[n].Differences(expected, compareNames: !expected.Attachments.Any(file => TextSafety.HasEncodedWord(file.FileName))).Select(difference => $"{email.Name}, postal-mime: {difference}"),
            ];
        })];
    }

    /// <summary>Writes the message as MailKit does to a server that offers SMTPUTF8 if an address needs it, and nothing else.</summary>
    private static ReceivedMessage Compose(string request)
    {
        var now = TimeProvider.System.GetUtcNow();
        var read = EmailReader.Read(Encoding.UTF8.GetBytes(request), new EmailLimits(), now);
        Assert.True(read.Email is not null, string.Join('\n', read.Errors.Select(error => $"{error.Field} {error.Message}")));
        var message = MessageComposer.Compose(EmailId.New(TimeProvider.System), read.Email, new ProviderOptions());
        var mailboxes = message.From.Concat(message.To).Concat(message.Cc).Concat(message.ReplyTo).OfType<MailboxAddress>();

        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        format.EnsureNewLine = true;
        format.International = mailboxes.Any(mailbox => !mailbox.LocalPart.All(char.IsAscii));
        using var stream = new MemoryStream();
        message.WriteTo(format, stream, Cancellation);
        var recipients = read.Email.To.Concat(read.Email.Cc).Concat(read.Email.Bcc).Select(recipient => recipient.Address);
        var envelope = new ReceivedEnvelope(read.Email.From.Address, [.. recipients], EightBitMime: false, format.International, []);
        return new ReceivedMessage(envelope, stream.ToArray());
    }
}
