using System.Text.Json;
using EmailDispatch.Emails;

namespace EmailDispatch.Intake;

/// <summary>Takes a batch apart into its emails, each still JSON, without reading them.</summary>
internal static class BatchReader
{
    /// <summary>The most emails of one batch; the figure of the Resend API.</summary>
    public const int MaxEmails = 100;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 17 };

    /// <returns>The emails; none, and the fault, where it is no batch.</returns>
    public static (IReadOnlyList<ReadOnlyMemory<byte>> Emails, BatchResult? Refusal) Read(ReadOnlyMemory<byte> body)
    {
        var json = EmailReader.WithoutByteOrderMark(body);
        var emails = new List<ReadOnlyMemory<byte>>();
        try
        {
            var reader = new Utf8JsonReader(json.Span, Options);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
                return ([], Refuse("must be an array of emails"));

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (emails.Count == MaxEmails)
                    return ([], Refuse($"must have at most {MaxEmails} emails"));

                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                emails.Add(json[start..(int)reader.BytesConsumed]);
            }

            // What follows the array would be a fault too.
            reader.Read();
        }
        catch (JsonException fault)
        {
            return ([], BatchResult.Refused(EmailFault.Malformed, new FieldError("", $"The body is not valid JSON: {fault.Message}")));
        }

        return emails.Count == 0 ? ([], Refuse("must have at least one email")) : (emails, null);
    }

    private static BatchResult Refuse(string message) => BatchResult.Refused(EmailFault.Invalid, new FieldError("", message));
}
