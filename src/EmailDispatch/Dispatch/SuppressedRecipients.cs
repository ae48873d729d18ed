using System.Globalization;
using Azure;
using EmailDispatch.Emails;
using EmailDispatch.Naming;
using EmailDispatch.Replies;
using EmailDispatch.Status;
using EmailDispatch.Storage;
using EmailDispatch.Suppressions;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Dispatch;

/// <summary>
/// Keeps emails from addresses on the do-not-send list, and puts those on it that bounced. Only what is the mailbox's own fault leads there
/// (<see cref="FailureClassification.Suppress"/>, <see cref="CategoryNames.Suppresses"/>), never the sender's or the provider's. Test addresses
/// are not put on it: one that stands for an address on the list is taken out as if it were there.
/// </summary>
public sealed partial class SuppressedRecipients(SuppressionList list, TestAddresses tests, TimeProvider time, ILogger<SuppressedRecipients> logger)
{
    /// <summary>Makes sure that <see cref="TakeOutAsync"/> can tell, so that an outage is found before an attempt is claimed.</summary>
    /// <exception cref="RequestFailedException">Storage fails, and it cannot be told who is on the list.</exception>
    /// <exception cref="AggregateException">Likewise, for storage that cannot be reached: one for each try of the SDK.</exception>
    public Task EnsureKnownAsync(string tenant, CancellationToken cancellationToken) => list.EnsureFreshAsync(tenant, cancellationToken);

    /// <summary>Marks the due recipients that are on the list <c>suppressed</c>.</summary>
    /// <exception cref="RequestFailedException">Storage fails, and it cannot be told who is on the list.</exception>
    /// <exception cref="AggregateException">Likewise, for storage that cannot be reached: one for each try of the SDK.</exception>
    public async Task<EmailRow> TakeOutAsync(EmailRow row, CancellationToken cancellationToken)
    {
        var due = row.Recipients.Where(r => r.IsDue).Select(r => r.Address).ToList();
        var found = await list.FindAsync(row.Tenant, due, cancellationToken);
        if (due.Exists(tests.IsSuppressed))
            found = due.Where(address => tests.IsSuppressed(address) || found.ContainsKey(address)).ToDictionary(address => address, address => found.GetValueOrDefault(address) ?? Simulated(row, address));
        if (found.Count == 0)
            return row;

        Log.TakenOut(logger, row.Id.ToString(), row.Tenant, row.AttemptNumber, found.Count);
        return row with { Recipients = [.. row.Recipients.Select(r => r.IsDue && found.TryGetValue(r.Address, out var s) ? Suppress(r, s) : r)] };
    }

    /// <summary>
    /// Puts the recipients on the list that the row's last attempt has proven unreachable. Repeated after a crash it changes nothing. Where
    /// storage does not take it the email goes on: its next bounce will do it.
    /// </summary>
    public async Task AddAsync(EmailRow row)
    {
        foreach (var recipient in row.Recipients.Where(r => r.Unreachable == true && !tests.Contains(r.Address)))
        {
            try
            {
                var suppression = new Suppression(row.Tenant, recipient.Address, SuppressionReason.Bounce, time.GetUtcNow())
                {
                    Detail = recipient.Reply,
                    EmailId = row.Id.ToString(),
                };
                await list.AddAsync(suppression, CancellationToken.None);
                Log.Added(logger, row.Id.ToString(), row.Tenant, row.AttemptNumber, recipient.Category);
            }
            catch (Exception fault) when (StorageFaults.IsAny(fault))
            {
                Log.NotAdded(logger, fault, row.Id.ToString(), row.Tenant, row.AttemptNumber);
            }
        }
    }

    private static Suppression Simulated(EmailRow row, string address) =>
        new(row.Tenant, address, SuppressionReason.Manual, row.AcceptedAt) { Detail = "simulated, by a test address" };

    private static Recipient Suppress(Recipient recipient, Suppression suppression) => recipient with
    {
        Status = EmailStatus.Suppressed,
        Reply = string.Create(
            CultureInfo.InvariantCulture,
            $"On the do-not-send list since {suppression.CreatedAt:yyyy-MM-dd HH:mm} UTC ({suppression.Reason.ToName()}){(suppression.Detail is { } detail ? $": {detail}" : "")}"),
        Category = null,
    };

    private static partial class Log
    {
        [LoggerMessage(2501, LogLevel.Information, "Email {Id} of {Tenant}, attempt {Attempt}: {Count} recipients are on the do-not-send list")]
        public static partial void TakenOut(ILogger logger, string id, string tenant, int attempt, int count);

        [LoggerMessage(2502, LogLevel.Information, "Email {Id} of {Tenant}, attempt {Attempt}: a recipient is on the do-not-send list from now on, {Category}")]
        public static partial void Added(ILogger logger, string id, string tenant, int attempt, string? category);

        [LoggerMessage(2503, LogLevel.Error, "Email {Id} of {Tenant}, attempt {Attempt}: storage failed, a recipient that bounced is not on the do-not-send list")]
        public static partial void NotAdded(ILogger logger, Exception fault, string id, string tenant, int attempt);
    }
}
