using System.Text.Json;
using EmailDispatch.Emails;

namespace EmailDispatch.Intake;

/// <summary>Splits a batch into its emails, each still JSON.</summary>
internal static class BatchReader
{
    /// <summary>The maximum number of emails in a batch, the same as in the Resend API.</summary>
    public const int MaxEmails = 100;

    private const int MaxDepth = 17;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    /// <returns>The emails; or none, and a refusal, if the body is not a valid batch.</returns>
    public static (IReadOnlyList<BatchPart> Parts, BatchResult? Refusal) Read(ReadOnlyMemory<byte> body)
    {
        var json = EmailReader.WithoutByteOrderMark(body);
        var parts = new List<BatchPart>();
        try
        {
            var reader = new Utf8JsonReader(json.Span, Options);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
                return ([], Refuse("must be an array of emails"));

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (parts.Count == MaxEmails)
                    return ([], Refuse($"must have at most {MaxEmails} emails"));

                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                parts.Add(new BatchPart(json[start..(int)reader.BytesConsumed], json[..start]));
            }

            // Anything after the array is an error too.
            reader.Read();
        }
        catch (JsonException)
        {
            return ([], BatchResult.Refused(EmailFault.Malformed, new FieldError("", JsonFaults.Describe([], json.Span, MaxDepth))));
        }

        return parts.Count == 0 ? ([], Refuse("must have at least one email")) : (parts, null);
    }

    private static BatchResult Refuse(string message) => BatchResult.Refused(EmailFault.Invalid, new FieldError("", message));
}

/// <summary>One email of a batch, still JSON in UTF-8, and the part of the body before it.</summary>
internal readonly record struct BatchPart(ReadOnlyMemory<byte> Json, ReadOnlyMemory<byte> Before);
