using System.Globalization;
using System.Text.Json;
using Azure.Storage.Queues.Models;
using EmailDispatch.LocalHost.Runtime.Settings;
using Microsoft.Extensions.Options;

namespace EmailDispatch.LocalHost.Runtime.Invocation;

/// <summary>A queue message with its decoded body, which binds to the parameters of a function.</summary>
internal sealed record DecodedMessage(QueueMessage Message, BinaryData Body)
{
    /// <summary>The names of the message's properties as parameters and in the binding data.</summary>
    public static readonly IReadOnlyList<string> MetadataNames =
        ["QueueTrigger", "Id", "PopReceipt", "DequeueCount", "InsertionTime", "NextVisibleTime", "ExpirationTime"];

    /// <summary>Decodes a message; null if it is not in the encoding. The client does not decode, so a poison copy has the original text.</summary>
    public static DecodedMessage? Decode(QueueMessage message, MessageEncoding encoding)
    {
        if (encoding is MessageEncoding.None)
            return new DecodedMessage(message, message.Body);

        var bytes = new byte[message.MessageText.Length];
        return Convert.TryFromBase64String(message.MessageText, bytes, out var length)
            ? new DecodedMessage(message, BinaryData.FromBytes(bytes.AsMemory(0, length)))
            : null;
    }

    /// <summary>Returns the properties as text, as the Functions host sends them to its worker.</summary>
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
