using System.Text.Json;
using System.Text.Json.Serialization;
using EmailDispatch.Events.Dialects;

namespace EmailDispatch.Events;

/// <summary>Events of one provider on their way to the rows they are about.</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="ReceivedAt">When they came.</param>
/// <param name="Events">The events.</param>
internal sealed record EventMessage(string Provider, DateTimeOffset ReceivedAt, IReadOnlyList<DeliveryEvent> Events)
{
    /// <summary>The version of this form.</summary>
    public int V { get; init; } = 1;

    /// <summary>What stands for the provider where an email told of them.</summary>
    public const string Mail = "mail";

    /// <summary>The tenant whose emails they may be about; null for all that the provider serves, or if our own mailbox got them.</summary>
    public string? Tenant { get; init; }

    /// <summary>How often they had to wait for an email to come to an end.</summary>
    public int Waits { get; init; }

    /// <exception cref="InvalidDataException">It is not a message of this form.</exception>
    public static EventMessage Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, EventMessageJson.Default.EventMessage) is { V: 1, Provider: not null, Events: not null } message
                ? message
                : throw new InvalidDataException("It is not a message about events.");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException("It is not a message about events.", fault);
        }
    }

    public string Serialize() => JsonSerializer.Serialize(this, EventMessageJson.Default.EventMessage);
}

/// <summary>The JSON of <see cref="EventMessage"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, UseStringEnumConverter = true)]
[JsonSerializable(typeof(EventMessage))]
internal sealed partial class EventMessageJson : JsonSerializerContext;
