using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EmailDispatch.EndToEnd.Samples;

/// <summary>
/// Content too large for the repository: the rule <c>generate:&lt;bytes&gt;:&lt;seed&gt;</c> stands for the SHA-256 digests of
/// <c>&lt;seed&gt;:0</c>, <c>&lt;seed&gt;:1</c>, … one after another, cut at that many bytes.
/// </summary>
public static class GeneratedContent
{
    private const string Prefix = "generate:";

    public static bool IsRule(string content) => content.StartsWith(Prefix, StringComparison.Ordinal);

    public static byte[] From(string rule)
    {
        var parts = rule[Prefix.Length..].Split(':', 2);
        var bytes = new byte[int.Parse(parts[0], CultureInfo.InvariantCulture)];
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        for (var offset = 0; offset < bytes.Length; offset += digest.Length)
        {
            SHA256.HashData(Encoding.UTF8.GetBytes($"{parts[1]}:{offset / digest.Length}"), digest);
            var length = Math.Min(digest.Length, bytes.Length - offset);
            digest[..length].CopyTo(bytes.AsSpan(offset));
        }

        return bytes;
    }
}
