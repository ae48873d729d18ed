using System.Text.Json;

namespace EmailDispatch.Events.Dialects;

/// <summary>The event format of one service.</summary>
internal interface IEventDialect
{
    /// <summary>Whether one of the secrets proves that the request comes from the service. Must be called before anything else is read.</summary>
    ValueTask<bool> IsAuthenticAsync(EventRequest request, IReadOnlyList<string> secrets, CancellationToken cancellationToken);

    /// <summary>Parses an authenticated request.</summary>
    /// <exception cref="JsonException">The body does not have the format of the service.</exception>
    EventBatch Read(EventRequest request);
}
