using System.Text;

namespace EmailDispatch.EndToEnd.Samples;

/// <summary>Messages as a parser's standard input has them: a line of base64 each.</summary>
public static class MessageLines
{
    public static byte[] Of(IEnumerable<byte[]> messages) => Encoding.ASCII.GetBytes(string.Concat(messages.Select(message => Convert.ToBase64String(message) + "\n")));
}
