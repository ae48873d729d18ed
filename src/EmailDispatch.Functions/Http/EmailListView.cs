using EmailDispatch.Status;

namespace EmailDispatch.Functions.Http;

/// <summary>A page of emails, newest first; <paramref name="Next"/> is where to go on, as <c>after</c>.</summary>
public sealed record EmailListView(bool HasMore, string? Next, IReadOnlyList<EmailView> Data)
{
    /// <summary>What this is.</summary>
    public string Object { get; } = "list";

    /// <summary>As the store has it.</summary>
    public static EmailListView Of(StatusPage page) => new(page.HasMore, page.Next?.ToString(), [.. page.Rows.Select(EmailView.Brief)]);
}
