using System.Text.Json;

namespace EmailDispatch.Emails;

/// <summary>Reads the bodies of small requests and reports every error with its field.</summary>
internal static class JsonRequest
{
    private const int MaxDepth = 8;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };

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

public sealed record ReadResult<T>(T? Request, EmailFault Fault, IReadOnlyList<FieldError> Errors);
