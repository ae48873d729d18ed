using System.Text.Json;
using System.Text.Json.Serialization;
using EmailDispatch.Events.Dialects;

namespace EmailDispatch.Events;

/// <summary>A queue message with the events of one provider, or of a returned email (<see cref="Mail"/>).</summary>
internal sealed record EventMessage(string Provider, DateTimeOffset ReceivedAt, IReadOnlyList<DeliveryEvent> Events)
{
    public int V { get; init; } = 1;

    /// <summary>Replaces the provider's name for events that were read from an email.</summary>
    public const string Mail = "mail";

    /// <summary>The tenant whose emails the events may be about; null for all that the provider serves, or for email from our own mailbox.</summary>
    public string? Tenant { get; init; }

    /// <summary>How often the events had to wait until an email had ended.</summary>
    public int Waits { get; init; }

    /// <summary>How often it was put back from the poison queue.</summary>
    public int Returns { get; init; }

    /// <exception cref="InvalidDataException">The text is not such a message.</exception>
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

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, UseStringEnumConverter = true)]
[JsonSerializable(typeof(EventMessage))]
internal sealed partial class EventMessageJson : JsonSerializerContext;
