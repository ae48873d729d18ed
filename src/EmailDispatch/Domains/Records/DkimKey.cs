using System.Security.Cryptography;
using EmailDispatch.Domains.Signing;
using EmailDispatch.Naming;

namespace EmailDispatch.Domains.Records;

/// <summary>Evaluates DKIM key records (RFC 6376 section 3.6.1), with the key sizes of RFC 8301 and the Ed25519 keys of RFC 8463.</summary>
internal static class DkimKey
{
    // RFC 8301 section 3.2: verifiers accept no RSA key below 1024 bits; signers should use 2048.
    private const int MinBits = 1024;
    private const int GoodBits = 2048;
    private const int MaxKeyBytes = 2048;
    private const int Ed25519Bytes = 32;

    /// <summary>Evaluates the text of one record. The problem is a phrase that continues "it".</summary>
    public static Verdict Judge(string text)
    {
        if (!TagList.TryParse(text, out var tags, out var problem))
            return Verdict.Wrong(problem);

        if (tags["v"] is { } version && (version != "DKIM1" || tags.Names.First() != "v"))
            return Verdict.Wrong(version == "DKIM1" ? "has v=DKIM1 after other tags; it must come first (RFC 6376 section 3.6.1)" : $"has the version {ForeignText.Show(version)}, not DKIM1");
        if (tags["p"] is not { } key)
            return Verdict.Wrong("has no p= with the key");
        if (key.Length == 0)
            return Verdict.Wrong("has an empty p=, which means that the key was revoked");
        if (tags["h"] is { } hashes && !Lists(hashes, "sha256"))
            return Verdict.Wrong("does not allow SHA-256 in h=, and SHA-1 no longer counts (RFC 8301 section 3.1)");
        if (tags["s"] is { } services && !Lists(services, "*") && !Lists(services, "email"))
            return Verdict.Wrong("is not for email: s= must be left out, or be * or email");

        var verdict = tags["k"] switch
        {
            null or "rsa" => JudgeRsa(key),
            "ed25519" => JudgeEd25519(key),
            var other => Verdict.Wrong($"has a key of the unknown type {ForeignText.Show(other)}"),
        };
        return verdict == Verdict.Right && tags["t"] is { } flags && Lists(flags, "y")
            ? new Verdict(VerdictKind.Right, "has t=y, so receivers treat signatures as a test; remove it")
            : verdict;
    }

    /// <summary>Whether a valid record publishes this key.</summary>
    public static bool Has(string text, OwnKey key) =>
        TagList.TryParse(text, out var tags, out _) && (tags["k"] ?? "rsa") == key.Algorithm.ToName() && Decode(tags["p"] ?? "", out var bytes) is null
        && bytes.AsSpan().SequenceEqual(Convert.FromBase64String(key.PublicKey));

    private static Verdict JudgeRsa(string text)
    {
        if (Decode(text, out var bytes) is { } wrong)
            return wrong;

        using var rsa = RSA.Create();
        try
        {
            rsa.ImportSubjectPublicKeyInfo(bytes, out _);
        }
        catch (CryptographicException)
        {
            try
            {
                // The format that RFC 6376 section 3.6.1 describes; nearly all keys use the other one.
                rsa.ImportRSAPublicKey(bytes, out _);
            }
            catch (CryptographicException)
            {
                return Verdict.Wrong(IsCut(bytes) ? "has a key that was cut off; enter the whole value, in several strings if the DNS console allows only 255 characters in one" : "has no RSA key in p=");
            }
        }

        return rsa.KeySize switch
        {
            < MinBits => Verdict.Wrong($"has a key of {rsa.KeySize} bits, and receivers accept none below {MinBits} (RFC 8301 section 3.2)"),
            < GoodBits => new Verdict(VerdictKind.Right, $"has a key of {rsa.KeySize} bits; {GoodBits} are recommended"),
            _ => Verdict.Right,
        };
    }

    private static Verdict JudgeEd25519(string text)
    {
        if (Decode(text, out var bytes) is { } wrong)
            return wrong;
        return bytes.Length == Ed25519Bytes ? Verdict.Right : Verdict.Wrong($"has an Ed25519 key of {bytes.Length} bytes, not {Ed25519Bytes} (RFC 8463 section 4)");
    }

    /// <summary>Decodes a key, which may contain white space anywhere.</summary>
    /// <returns>What is wrong, or null.</returns>
    private static Verdict? Decode(string text, out byte[] bytes)
    {
        var plain = string.Concat(text.Where(c => c is not (' ' or '\t' or '\r' or '\n')));
        bytes = new byte[(plain.Length * 3 / 4) + 3];
        if (!plain.All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '='))
            return Verdict.Wrong("has characters in p= that are not base64");
        if (plain.Length > MaxKeyBytes * 4 / 3)
            return Verdict.Wrong($"has a key of more than {MaxKeyBytes} bytes");

        // A truncated value may end within a group of four.
        var whole = plain.TrimEnd('=').Length % 4 == 1 ? plain.TrimEnd('=')[..^1] : plain.TrimEnd('=');
        if (!Convert.TryFromBase64String(whole.PadRight((whole.Length + 3) / 4 * 4, '='), bytes, out var length))
            return Verdict.Wrong("has a p= that is not base64");
        bytes = bytes[..length];
        return null;
    }

    /// <summary>Whether the encoded length exceeds the data (X.690 section 8.1.3).</summary>
    private static bool IsCut(byte[] der) => der switch
    {
        [0x30, < 0x80 and var length, ..] => der.Length < 2 + length,
        [0x30, 0x81, var length, ..] => der.Length < 3 + length,
        [0x30, 0x82, var high, var low, ..] => der.Length < 4 + ((high << 8) | low),
        _ => der.Length < 4,
    };

    private static bool Lists(string value, string word) => value.Split(':').Any(part => part.Trim().Equals(word, StringComparison.OrdinalIgnoreCase));
}
