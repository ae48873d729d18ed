using System.Text;

namespace EmailDispatch.EndToEnd.Samples;

/// <summary>Messages for a parser's standard input, one line of base64 each.</summary>
public static class MessageLines
{
    public static byte[] Of(IEnumerable<byte[]> messages) => Encoding.ASCII.GetBytes(string.Concat(messages.Select(message => Convert.ToBase64String(message) + "\n")));
}
