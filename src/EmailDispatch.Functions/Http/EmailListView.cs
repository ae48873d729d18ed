using EmailDispatch.Status;

namespace EmailDispatch.Functions.Http;

/// <summary>A page of emails, newest first.</summary>
public sealed record EmailListView(bool HasMore, IReadOnlyList<EmailView> Data)
{
    /// <summary>What this is.</summary>
    public string Object { get; } = "list";

    /// <summary>As the store has it.</summary>
    public static EmailListView Of(StatusPage page) => new(page.HasMore, [.. page.Rows.Select(EmailView.Brief)]);
}
