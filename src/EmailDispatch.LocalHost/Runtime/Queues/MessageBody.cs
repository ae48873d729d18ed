using Azure.Storage.Queues.Models;
using EmailDispatch.LocalHost.Runtime.Settings;

namespace EmailDispatch.LocalHost.Runtime.Queues;

internal static class MessageBody
{
    /// <summary>The body that a message's text stands for, or null where it is not in the encoding.</summary>
    /// <remarks>The queue is read without the client's own decoding, so that a poison copy is the text as it came.</remarks>
    public static DecodedMessage? Decode(QueueMessage message, MessageEncoding encoding)
    {
        if (encoding is MessageEncoding.None)
            return new DecodedMessage(message, message.Body);

        var text = message.MessageText;
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length)
            ? new DecodedMessage(message, BinaryData.FromBytes(bytes.AsMemory(0, length)))
            : null;
    }
}
