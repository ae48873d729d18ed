using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using EmailDispatch.Storage;
using EmailDispatch.Templates.Language;

namespace EmailDispatch.Templates;

/// <summary>
/// The table <c>Templates</c>: PK is the tenant, so that a template, its alias and a version are written in one transaction. RK is
/// <c>template|id</c>, <c>alias|alias</c> (which makes aliases unique) or <c>version|id|number</c>. A version's content is JSON in columns of up to 64 KiB.
/// </summary>
public sealed class TemplateTable(TableServiceClient tables)
{
    public const string TableName = "Templates";

    /// <summary>The maximum size of a version in bytes; a row takes 1 MiB.</summary>
    public const int MaxContentBytes = 768 * 1024;

    private const int ColumnBytes = 64 * 1024;

    private readonly TableClient _table = tables.GetTableClient(TableName);

    /// <summary>The size of a content in bytes.</summary>
    internal static int SizeOf(TemplateContent content) => Write(content).Length;

    internal async Task<IReadOnlyList<MailTemplate>> ListAsync(string tenant, CancellationToken cancellationToken)
    {
        var rows = await RangeAsync(tenant, "template|", select: null, cancellationToken);
        return [.. rows.Select(FromEntity).OrderByDescending(template => template.CreatedAt).ThenBy(template => template.Id, StringComparer.Ordinal)];
    }

    /// <summary>Finds a template by id or alias.</summary>
    internal async Task<MailTemplate?> FindAsync(string tenant, string reference, CancellationToken cancellationToken)
    {
        if (Guid.TryParseExact(reference, "D", out var uuid))
            return await _table.FindAsync(tenant, KeyOf(uuid.ToString("D")), cancellationToken) is { } row ? FromEntity(row) : null;
        return await FindAliasAsync(tenant, reference, cancellationToken) is { } id ? await FindAsync(tenant, id, cancellationToken) : null;
    }

    /// <summary>The id of the template with an alias.</summary>
    internal async Task<string?> FindAliasAsync(string tenant, string alias, CancellationToken cancellationToken) =>
        alias.Length is > 0 and <= 100 && alias.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && await _table.FindAsync(tenant, AliasKeyOf(alias), cancellationToken) is { } row ? row.GetString("Id") : null;

    internal async Task<TemplateVersion?> FindVersionAsync(MailTemplate template, int number, CancellationToken cancellationToken) =>
        number > 0 && await _table.FindAsync(template.Tenant, VersionKeyOf(template.Id, number), cancellationToken) is { } row
            ? new TemplateVersion(number, row.GetDateTimeOffset("CreatedAt") ?? default, Read(row))
            : null;

    /// <summary>Lists the versions without their content, newest first.</summary>
    internal async Task<IReadOnlyList<(int Number, DateTimeOffset CreatedAt)>> ListVersionsAsync(MailTemplate template, CancellationToken cancellationToken)
    {
        var rows = await RangeAsync(template.Tenant, $"version|{template.Id}|", ["RowKey", "CreatedAt"], cancellationToken);
        return [.. rows.Select(row => (int.Parse(row.RowKey.AsSpan(row.RowKey.LastIndexOf('|') + 1), CultureInfo.InvariantCulture), row.GetDateTimeOffset("CreatedAt") ?? default)).OrderDescending()];
    }

    /// <summary>Adds a template and its first version.</summary>
    /// <returns>False if the alias belongs to another template.</returns>
    internal Task<bool> TryAddAsync(MailTemplate template, TemplateContent content, CancellationToken cancellationToken) =>
        TryAsync(template, [new(TableTransactionActionType.Add, ToEntity(template)), AddVersion(template, content), .. AddAlias(template)], cancellationToken);

    /// <summary>Changes a template, with a new version if there is content, unless it was changed since it was read.</summary>
    /// <returns>False if it was changed, or the alias belongs to another template.</returns>
    internal Task<bool> TryReplaceAsync(MailTemplate before, MailTemplate after, TemplateContent? content, CancellationToken cancellationToken)
    {
        var isRenamed = before.Alias != after.Alias;
        return TryAsync(
            after,
            [
                new(TableTransactionActionType.UpdateReplace, ToEntity(after), before.ETag),
                .. content is null ? (TableTransactionAction[])[] : [AddVersion(after, content)],
                .. isRenamed && before.Alias is { } old ? (TableTransactionAction[])[new(TableTransactionActionType.Delete, new TableEntity(before.Tenant, AliasKeyOf(old)), ETag.All)] : [],
                .. isRenamed ? AddAlias(after) : [],
            ],
            cancellationToken);
    }

    /// <summary>Removes a template unless it was changed since it was read, and then its versions.</summary>
    internal async Task<bool> TryRemoveAsync(MailTemplate template, CancellationToken cancellationToken)
    {
        var versions = await ListVersionsAsync(template, cancellationToken);
        var alias = template.Alias is { } name ? (TableTransactionAction[])[new(TableTransactionActionType.Delete, new TableEntity(template.Tenant, AliasKeyOf(name)), ETag.All)] : [];
        try
        {
            await _table.SubmitTransactionAsync([new(TableTransactionActionType.Delete, new TableEntity(template.Tenant, KeyOf(template.Id)), template.ETag), .. alias], cancellationToken);
        }
        catch (RequestFailedException fault) when (StorageFaults.IsLost(fault))
        {
            return false;
        }

        foreach (var (number, _) in versions)
            await DeleteVersionAsync(template, number, cancellationToken);
        return true;
    }

    internal Task DeleteVersionAsync(MailTemplate template, int number, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(template.Tenant, VersionKeyOf(template.Id, number), ETag.All, cancellationToken);

    // A repeat of the SDK, whose first try was done without an answer, is refused too; the row tells.
    private async Task<bool> TryAsync(MailTemplate wanted, IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        try
        {
            await _table.SubmitTransactionAsync(actions, cancellationToken);
            return true;
        }
        catch (RequestFailedException fault) when (StorageFaults.IsLost(fault))
        {
            return await FindAsync(wanted.Tenant, wanted.Id, cancellationToken) is { } found && found with { ETag = default } == wanted with { ETag = default };
        }
    }

    private async Task<List<TableEntity>> RangeAsync(string tenant, string prefix, IEnumerable<string>? select, CancellationToken cancellationToken)
    {
        // The character after the separator ends the range.
        var end = $"{prefix[..^1]}}}";
        return await _table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {tenant} and RowKey ge {prefix} and RowKey lt {end}"), select: select, cancellationToken: cancellationToken).ToListAsync(cancellationToken);
    }

    private static string KeyOf(string id) => $"template|{id}";

    private static string AliasKeyOf(string alias) => $"alias|{alias}";

    private static string VersionKeyOf(string id, int number) => string.Create(CultureInfo.InvariantCulture, $"version|{id}|{number:D8}");

    private static TableTransactionAction[] AddAlias(MailTemplate template) => template.Alias is { } alias
        ? [new(TableTransactionActionType.Add, new TableEntity(template.Tenant, AliasKeyOf(alias)) { ["Id"] = template.Id })]
        : [];

    private static TableTransactionAction AddVersion(MailTemplate template, TemplateContent content)
    {
        var row = new TableEntity(template.Tenant, VersionKeyOf(template.Id, template.Version)) { ["CreatedAt"] = template.UpdatedAt };
        foreach (var (n, part) in Write(content).Chunk(ColumnBytes).Index())
            row[$"Content{n}"] = part;
        return new TableTransactionAction(TableTransactionActionType.Add, row);
    }

    private static byte[] Write(TemplateContent content) => JsonSerializer.SerializeToUtf8Bytes(content, TemplateJson.Relaxed.TemplateContent);

    private static TemplateContent Read(TableEntity row)
    {
        var json = Enumerable.Range(0, (MaxContentBytes / ColumnBytes) + 1).Select(n => row.GetBinary($"Content{n}")).TakeWhile(part => part is not null).SelectMany(part => part!).ToArray();
        return JsonSerializer.Deserialize(json, TemplateJson.Relaxed.TemplateContent) ?? throw new InvalidDataException($"The row {row.RowKey} has no content.");
    }

    private static TableEntity ToEntity(MailTemplate template) => new(template.Tenant, KeyOf(template.Id))
    {
        ["Name"] = template.Name,
        ["Alias"] = template.Alias,
        ["Version"] = template.Version,
        ["Published"] = template.Published,
        ["PublishedAt"] = template.PublishedAt,
        ["CreatedAt"] = template.CreatedAt,
        ["UpdatedAt"] = template.UpdatedAt,
    };

    private static MailTemplate FromEntity(TableEntity row) => new()
    {
        Id = row.RowKey[(row.RowKey.IndexOf('|', StringComparison.Ordinal) + 1)..],
        Tenant = row.PartitionKey,
        Name = row.GetString("Name") ?? "",
        Alias = row.GetString("Alias"),
        Version = row.GetInt32("Version") ?? throw new InvalidDataException($"The row {row.RowKey} has no version."),
        Published = row.GetInt32("Published"),
        PublishedAt = row.GetDateTimeOffset("PublishedAt"),
        CreatedAt = row.GetDateTimeOffset("CreatedAt") ?? default,
        UpdatedAt = row.GetDateTimeOffset("UpdatedAt") ?? default,
        ETag = row.ETag,
    };
}
