namespace EmailDispatch.Functions.Api;

/// <summary>The response to a returned email; <c>Events</c> is the number of recipients it reports on.</summary>
public sealed record ReturnedMailView(int Events)
{
    public string Object { get; } = "returned_mail";
}
