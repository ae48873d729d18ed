using System.ComponentModel.DataAnnotations;
using EmailDispatch.Emails;

namespace EmailDispatch.Status;

/// <summary>How status rows are kept. Bound from the section <c>Status</c>.</summary>
public sealed class StatusOptions
{
    /// <summary>
    /// The number of partitions over which the rows of one tenant and hour are spread, 1 to 16. Default 1: about 600 emails per second and tenant, from the
    /// limit of 2,000 operations per second and partition (https://learn.microsoft.com/azure/storage/tables/scalability-targets). It can be changed at any
    /// time, because email ids contain their shard. Rows of shards that are no longer used are listed after the others of their hour.
    /// </summary>
    [Range(1, EmailId.MaxShards)]
    public int Shards { get; set; } = 1;
}
