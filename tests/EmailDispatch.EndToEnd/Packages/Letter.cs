using System.Runtime.Serialization;
using Azure;
using Azure.Data.Tables;

namespace EmailDispatch.EndToEnd.Packages;

/// <summary>A model with a property of every type that a table can hold.</summary>
public sealed class Letter : ITableEntity
{
    public string PartitionKey { get; set; } = "";

    public string RowKey { get; set; } = "";

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    public string? Text { get; set; }

    public int Number { get; set; }

    public int? MaybeNumber { get; set; }

    public long Large { get; set; }

    public long? MaybeLarge { get; set; }

    public double Ratio { get; set; }

    public double? MaybeRatio { get; set; }

    public bool Flag { get; set; }

    public bool? MaybeFlag { get; set; }

    public DateTimeOffset At { get; set; } = DateTimeOffset.UnixEpoch;

    public DateTimeOffset? MaybeAt { get; set; }

    public DateTime Utc { get; set; } = DateTime.UnixEpoch;

    public DateTime? MaybeUtc { get; set; }

    public Guid Id { get; set; }

    public Guid? MaybeId { get; set; }

    public byte[]? Bytes { get; set; }

    public BinaryData? Data { get; set; }

    public DayOfWeek Day { get; set; }

    public DayOfWeek? MaybeDay { get; set; }

    [DataMember(Name = "wire_name")]
    public string? Renamed { get; set; }

    [IgnoreDataMember]
    public string? Ignored { get; set; }

    public string Computed => $"{Text}/{Number}";

    public string? Late { get; init; }

    public string? Inner { get; private set; }

    public Letter WithInner(string value)
    {
        Inner = value;
        return this;
    }
}
