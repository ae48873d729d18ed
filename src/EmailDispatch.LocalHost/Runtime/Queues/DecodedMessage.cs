using System.Globalization;
using System.Text.Json;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Options;

namespace EmailDispatch.LocalHost.Runtime.Queues;

/// <summary>A message with its body as host.json's encoding reads it, ready to be bound to what a function asks for.</summary>
internal sealed record DecodedMessage(QueueMessage Message, BinaryData Body)
{
    /// <summary>The names under which the trigger gives a message's properties to parameters and to the binding data.</summary>
    public static readonly IReadOnlyList<string> MetadataNames =
        ["QueueTrigger", "Id", "PopReceipt", "DequeueCount", "InsertionTime", "NextVisibleTime", "ExpirationTime"];

    /// <summary>The properties as text, which is how the Functions host sends them to its worker.</summary>
    public Dictionary<string, object?> Metadata() => new(StringComparer.OrdinalIgnoreCase)
    {
        ["QueueTrigger"] = Body.ToString(),
        ["Id"] = Message.MessageId,
        ["PopReceipt"] = Message.PopReceipt,
        ["DequeueCount"] = Message.DequeueCount.ToString(CultureInfo.InvariantCulture),
        ["InsertionTime"] = Message.InsertedOn?.ToString("O", CultureInfo.InvariantCulture),
        ["NextVisibleTime"] = Message.NextVisibleOn?.ToString("O", CultureInfo.InvariantCulture),
        ["ExpirationTime"] = Message.ExpiresOn?.ToString("O", CultureInfo.InvariantCulture),
    };

    /// <exception cref="FormatException">The body is not the JSON of a <paramref name="type"/>.</exception>
    public object? As(Type type, IServiceProvider services)
    {
        if (type == typeof(string))
            return Body.ToString();
        if (type == typeof(BinaryData))
            return Body;
        if (type == typeof(QueueMessage))
            return QueuesModelFactory.QueueMessage(
                Message.MessageId, Message.PopReceipt, Body, Message.DequeueCount,
                Message.NextVisibleOn, Message.InsertedOn, Message.ExpiresOn);

        try
        {
            return JsonSerializer.Deserialize(Body, type, services.GetRequiredService<IOptions<JsonSerializerOptions>>().Value);
        }
        catch (JsonException broken)
        {
            throw new FormatException($"The message is not the JSON of a {type.Name}: {broken.Message}", broken);
        }
    }
}
