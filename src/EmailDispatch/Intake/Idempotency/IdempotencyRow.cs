using Azure;
using Azure.Data.Tables;
using EmailDispatch.Emails;

namespace EmailDispatch.Intake.Idempotency;

/// <summary>
/// The row of one key. <c>PK = {tenant}|{first two digits of the key's hash}</c>, <c>RK</c> = the hash. It is pending until it has an answer, and
/// is purged by its <see cref="CreatedAt"/>.
/// </summary>
internal sealed record IdempotencyRow
{
    // A binary column holds 64 KiB.
    private const int MaxColumnBytes = 60_000;

    public required IdempotentRequest Request { get; init; }

    /// <summary>SHA-256 of the request that first used the key.</summary>
    public required string Content { get; init; }

    /// <summary>The ids its emails are accepted under, the same in every try.</summary>
    public required IReadOnlyList<EmailId> Ids { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Identifies the try that holds the lease.</summary>
    public required string LeaseId { get; init; }

    /// <summary>When another try may take over.</summary>
    public required DateTimeOffset LeaseUntil { get; init; }

    /// <summary>The first answer; null while pending.</summary>
    public byte[]? Answer { get; init; }

    public ETag ETag { get; init; }

    public static (string Partition, string Row) KeysOf(IdempotentRequest request) => ($"{request.Tenant}|{request.KeyHash[..2]}", request.KeyHash);

    public TableEntity ToEntity()
    {
        var (partition, key) = KeysOf(Request);
        var entity = new TableEntity(partition, key)
        {
            ["Content"] = Content,
            ["Ids"] = string.Join(',', Ids),
            ["CreatedAt"] = CreatedAt,
            ["LeaseId"] = LeaseId,
            ["LeaseUntil"] = LeaseUntil,
        };
        for (var (column, rest) = (0, Answer.AsMemory()); rest.Length > 0; column++)
        {
            var part = rest[..Math.Min(rest.Length, MaxColumnBytes)];
            entity[$"Answer{column}"] = part.ToArray();
            rest = rest[part.Length..];
        }

        return entity;
    }

    public static IdempotencyRow FromEntity(IdempotentRequest request, TableEntity entity) => new()
    {
        Request = request,
        Content = entity.GetString("Content"),
        Ids = [.. entity.GetString("Ids").Split(',').Select(text => EmailId.TryParse(text, out var id) ? id : throw new InvalidDataException($"'{text}' is no id."))],
        CreatedAt = entity.GetDateTimeOffset("CreatedAt") ?? default,
        LeaseId = entity.GetString("LeaseId"),
        LeaseUntil = entity.GetDateTimeOffset("LeaseUntil") ?? default,
        Answer = ReadAnswer(entity),
        ETag = entity.ETag,
    };

    private static byte[]? ReadAnswer(TableEntity entity)
    {
        var answer = new MemoryStream();
        for (var column = 0; entity.GetBinary($"Answer{column}") is { } part; column++)
            answer.Write(part);
        return answer.Length == 0 ? null : answer.ToArray();
    }
}
