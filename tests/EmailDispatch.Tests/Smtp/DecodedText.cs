using System.Text;
using MimeKit;

namespace EmailDispatch.Tests.Smtp;

internal static class DecodedText
{
    public static string Of(MimePart part)
    {
        using var bytes = new MemoryStream();
        part.Content!.DecodeTo(bytes, CancellationToken.None);
        return Encoding.ASCII.GetString(bytes.ToArray()).TrimEnd();
    }
}
