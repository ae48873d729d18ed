using System.Text.Json;

namespace EmailDispatch.Emails;

/// <summary>Reads the bodies of small requests, all in the same way: every fault is told at its field, and what is not JSON is told as such.</summary>
internal static class JsonRequest
{
    private const int MaxDepth = 8;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };

    /// <param name="json">UTF-8.</param>
    /// <param name="read">Makes the request of the body, and notes the faults.</param>
    public static ReadResult<T> Read<T>(ReadOnlyMemory<byte> json, Func<JsonElement, JsonFields, T?> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            var fields = new JsonFields();
            var request = read(document.RootElement, fields);
            return fields.Errors.Count == 0
                ? new ReadResult<T>(request, EmailFault.None, [])
                : new ReadResult<T>(default, EmailFault.Invalid, fields.Errors);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return new ReadResult<T>(default, EmailFault.Malformed, [new FieldError("", JsonFaults.Describe([], json.Span, MaxDepth))]);
        }
    }
}

/// <summary>What reading the body of a request gave: what is asked for, or why not.</summary>
/// <typeparam name="T">What is asked for.</typeparam>
/// <param name="Request">What is asked for; null where there are faults.</param>
/// <param name="Fault">The kind of fault that decides the answer.</param>
/// <param name="Errors">Every fault at its field.</param>
public sealed record ReadResult<T>(T? Request, EmailFault Fault, IReadOnlyList<FieldError> Errors);
