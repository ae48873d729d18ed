using System.Text;

namespace MimeKit.Encodings;

internal static class ParameterCharset
{
    /// <summary>The smallest charset that has all of the value: ASCII, Latin-1, or the one given.</summary>
    public static Encoding Smallest(string value, Encoding given)
        => value.Any(c => c > 255) ? given
            : value.Any(Characters.IsControl) ? Encoding.Latin1
            : Encoding.ASCII;
}
