using Azure;
using Azure.Data.Tables;

namespace EmailDispatch.PersonalData;

/// <summary>The request to erase an address, and how far it has come.</summary>
public sealed record Erasure
{
    public required string Tenant { get; init; }

    /// <summary>The address; it is needed until it is erased everywhere.</summary>
    public required string Address { get; init; }

    public required string Hash { get; init; }

    /// <summary>Whether the address was on the do-not-send list before.</summary>
    public bool WasSuppressed { get; init; }

    /// <summary>Whether its entry stays on the list, as a hash.</summary>
    public bool KeepsSuppression { get; init; }

    public ScanPosition Position { get; init; } = ScanPosition.Start;

    /// <summary>Emails in which the address was replaced.</summary>
    public int Emails { get; init; }

    /// <summary>Events in the logs of webhooks in which the address was replaced.</summary>
    public int Events { get; init; }

    /// <summary>Poison messages that were deleted.</summary>
    public int Poison { get; init; }

    /// <summary>Places in which the address still is, as far as this pass has come: emails that have not ended, and what is about to be written.</summary>
    public int Pending { get; init; }

    public bool IsComplete { get; init; }

    internal ETag ETag { get; init; }

    internal TableEntity ToEntity() => new(Tenant, Hash)
    {
        ["Address"] = Address,
        ["WasSuppressed"] = WasSuppressed,
        ["KeepsSuppression"] = KeepsSuppression,
        ["Position"] = Position.ToString(),
        ["Emails"] = Emails,
        ["Events"] = Events,
        ["Poison"] = Poison,
        ["Pending"] = Pending,
    };

    internal static Erasure FromEntity(TableEntity row) => new()
    {
        Tenant = row.PartitionKey,
        Hash = row.RowKey,
        Address = row.GetString("Address"),
        WasSuppressed = row.GetBoolean("WasSuppressed") == true,
        KeepsSuppression = row.GetBoolean("KeepsSuppression") == true,
        Position = ScanPosition.TryParse(row.GetString("Position") ?? "", out var position) ? position : ScanPosition.Start,
        Emails = row.GetInt32("Emails") ?? 0,
        Events = row.GetInt32("Events") ?? 0,
        Poison = row.GetInt32("Poison") ?? 0,
        Pending = row.GetInt32("Pending") ?? 0,
        ETag = row.ETag,
    };
}
