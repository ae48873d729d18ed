using System.ComponentModel.DataAnnotations;
using EmailDispatch.Emails;

namespace EmailDispatch.Status;

/// <summary>How status rows are kept. Bound from the section <c>Status</c>.</summary>
public sealed class StatusOptions
{
    /// <summary>
    /// Over how many partitions the rows of one tenant and hour are spread, 1 to 16. Default 1: about 600 emails a second for each
    /// tenant, by the 2,000 operations a second of a table's partition
    /// (https://learn.microsoft.com/azure/storage/tables/scalability-targets). It may be changed at any time: the id of an email names
    /// its shard. Rows of shards that are no longer used are listed after the others of their hour.
    /// </summary>
    [Range(1, EmailId.MaxShards)]
    public int Shards { get; set; } = 1;
}
