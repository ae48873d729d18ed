using System.Text.Json;
using EmailDispatch.Emails;

namespace EmailDispatch.PersonalData;

/// <summary>Reads requests that have the address in the body, because addresses of requests are logged.</summary>
public static class RecipientReader
{
    /// <summary>The maximum body size in bytes.</summary>
    public const int MaxBytes = 16 * 1024;

    private const int MaxAfterLength = 1_000;

    private static readonly string[] OfExport = ["address", "limit", "after"];

    private static readonly string[] OfErasure = ["address", "keep_suppression"];

    /// <param name="json">The body, UTF-8.</param>
    /// <param name="maxLimit">The most entries of a page.</param>
    public static ReadResult<RecipientExportRequest> ReadExport(ReadOnlyMemory<byte> json, int maxLimit) => JsonRequest.Read(json, (root, fields) =>
    {
        var (address, request) = ((string?)null, new RecipientExportRequest("", null, null));
        foreach (var (name, value) in fields.Members(root, "an object with address") ?? [])
        {
            switch (name)
            {
                case "address": address = fields.Address(value, name)?.Address; break;
                case "limit": request = request with { Limit = fields.Number(value, name, maxLimit, $"must be a number from 1 to {maxLimit}") }; break;
                case "after": request = request with { After = fields.Line(value, name, MaxAfterLength) }; break;
                default: fields.RefuseUnknown(name, name, OfExport); break;
            }
        }

        return Required(root, address, fields) is { } found ? request with { Address = found } : null;
    });

    public static ReadResult<RecipientErasureRequest> ReadErasure(ReadOnlyMemory<byte> json) => JsonRequest.Read(json, (root, fields) =>
    {
        var (address, keeps) = ((string?)null, false);
        foreach (var (name, value) in fields.Members(root, "an object with address") ?? [])
        {
            switch (name)
            {
                case "address": address = fields.Address(value, name)?.Address; break;
                case "keep_suppression" when value.ValueKind is JsonValueKind.True or JsonValueKind.False: keeps = value.GetBoolean(); break;
                case "keep_suppression": fields.Refuse(name, "must be true or false"); break;
                default: fields.RefuseUnknown(name, name, OfErasure); break;
            }
        }

        return Required(root, address, fields) is { } found ? new RecipientErasureRequest(found, keeps) : null;
    });

    private static string? Required(JsonElement root, string? address, JsonFields fields)
    {
        if (address is null && fields.Errors.Count == 0 && root.ValueKind == JsonValueKind.Object)
            fields.Refuse("address", "is required");
        return address;
    }
}

/// <summary>Asks for a page of what is stored about an address.</summary>
/// <param name="Address">The address.</param>
/// <param name="Limit">The most entries; null for the default.</param>
/// <param name="After"><c>next</c> of the previous page; null for the first.</param>
public sealed record RecipientExportRequest(string Address, int? Limit, string? After);

/// <summary>Asks for an address to be erased.</summary>
/// <param name="Address">The address.</param>
/// <param name="KeepsSuppression">Whether its entry stays on the do-not-send list, as a hash.</param>
public sealed record RecipientErasureRequest(string Address, bool KeepsSuppression);
