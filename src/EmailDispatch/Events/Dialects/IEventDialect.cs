using System.Text.Json;

namespace EmailDispatch.Events.Dialects;

/// <summary>How one service reports events.</summary>
internal interface IEventDialect
{
    /// <summary>Whether a request is the service's, by one of the secrets; nothing else of it is read before.</summary>
    ValueTask<bool> IsAuthenticAsync(EventRequest request, IReadOnlyList<string> secrets, CancellationToken cancellationToken);

    /// <summary>Reads an authentic request.</summary>
    /// <exception cref="JsonException">It is not of the service's form.</exception>
    EventBatch Read(EventRequest request);
}
