using EmailDispatch.Emails;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>Rows as an earlier step left them, without the steps that lead there.</summary>
internal static class StoredRows
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Stores a row of one recipient, accepted some time ago.</summary>
    public static async Task<EmailRow> StoreAsync(this DispatchScenario scenario, EmailStatus status, Func<EmailRow, EmailRow> change, TimeSpan age = default)
    {
        var recipient = new Recipient("a@example.com", RecipientKind.To, status == EmailStatus.Sending ? EmailStatus.Queued : status);
        var row = change(new EmailRow
        {
            Id = EmailId.Of(scenario.Time.Now - age, Guid.NewGuid().ToString()),
            Tenant = "default",
            Status = status,
            From = "ann@example.com",
            Subject = "Hello",
            Recipients = [recipient],
            AttemptNumber = status == EmailStatus.Queued ? 0 : 1,
            LeaseId = status == EmailStatus.Sending ? "claim" : null,
        });
        var inserted = await scenario.Get<StatusStore>().InsertAsync(row, Cancellation);
        return row.IsUnconfirmed ? inserted : (await scenario.Get<StatusStore>().TryRecordAsync(inserted, Cancellation))!;
    }

    public static async Task<EmailRow> ReadAsync(this DispatchScenario scenario, EmailRow row) =>
        (await scenario.Get<StatusStore>().ReadAsync(row.Tenant, row.Id, Cancellation))!;
}
