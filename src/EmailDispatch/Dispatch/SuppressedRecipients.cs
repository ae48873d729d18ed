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
/// Suppresses recipients on the do-not-send list, and adds recipients that bounced. Only failures of the mailbox lead there
/// (<see cref="FailureClassification.Suppress"/>, <see cref="CategoryNames.Suppresses"/>), never those of the sender or the provider. Test addresses
/// are not added; one that simulates an address on the list is treated as if it were on it.
/// </summary>
public sealed partial class SuppressedRecipients(SuppressionList list, TestAddresses tests, TimeProvider time, ILogger<SuppressedRecipients> logger)
{
    /// <summary>Loads the list before an attempt is claimed, so that an outage is found in time for <see cref="TakeOutAsync"/>.</summary>
    /// <exception cref="RequestFailedException">Storage failed, so the list is not known.</exception>
    /// <exception cref="AggregateException">Storage cannot be reached; one exception for each try of the SDK.</exception>
    public Task EnsureKnownAsync(string tenant, CancellationToken cancellationToken) => list.EnsureFreshAsync(tenant, cancellationToken);

    /// <summary>Marks the due recipients that are on the list as <c>suppressed</c>.</summary>
    /// <exception cref="RequestFailedException">Storage failed, so the list is not known.</exception>
    /// <exception cref="AggregateException">Storage cannot be reached; one exception for each try of the SDK.</exception>
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
    /// Adds the recipients that the row's last attempt has proven unreachable to the list. Repeating it after a crash has no effect. If storage
    /// fails, the email continues; the next bounce adds the recipient.
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
