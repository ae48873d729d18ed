using System.Text;
using EmailDispatch.Providers.Credentials;

namespace EmailDispatch.Smtp;

/// <summary>
/// Masks the login in server replies, because some servers quote what they reject, as plain text or base64. Parts of a secret are masked too. A user
/// name is masked as a whole word, unless it is an envelope address or too common a word: the reply would lose its meaning.
/// </summary>
internal sealed class SecretMask
{
    private const string Mask = "********";

    // How many matching characters of a secret are masked: from its beginning, or from anywhere in it.
    private const int MinBeginning = 8;
    private const int MinPart = 12;

    // At the end of a reply that was cut off.
    private const int MinEnd = 4;

    private readonly string[] _secrets = [];
    private readonly string? _username;

    private SecretMask()
    {
    }

    private SecretMask(ProviderCredential credential, IReadOnlyCollection<string> envelope)
    {
        var (username, password) = (credential.Username, credential.Password);
        string[] forms =
        [
            Base64($"\0{username}\0{password}"), Base64($"{username}\0{username}\0{password}"), Base64($"user={username}\x01auth=Bearer {password}\x01\x01"),
            Base64(password), Base64(username), password,
        ];
        _secrets = [.. forms.Where(form => form.Length > 0)];
        _username = username.Length == 0 || envelope.Contains(username, StringComparer.OrdinalIgnoreCase) ? null : username;
    }

    public static SecretMask None { get; } = new();

    /// <summary>Creates a mask for a login. Envelope addresses are not masked, because the server gets them anyway.</summary>
    public static SecretMask Of(ProviderCredential? credential, params IReadOnlyCollection<string> envelope) =>
        credential is null ? None : new SecretMask(credential, envelope);

    public SmtpReply Apply(SmtpReply reply) => _secrets.Length == 0 ? reply : reply.WithText(Apply(reply.Text));

    public SendResult Apply(SendResult result) => _secrets.Length == 0 ? result : result with
    {
        Reply = Apply(result.Reply),
        Refused = result.Refused.ToDictionary(refusal => refusal.Key, refusal => Apply(refusal.Value), StringComparer.OrdinalIgnoreCase),
        Fault = result.Fault is { } fault ? Apply(fault) : null,
    };

    /// <summary>Returns the exception, or a masked copy if its text contains the login.</summary>
    public Exception Apply(Exception fault)
    {
        // It quotes nothing, and there is no memory to search it.
        if (fault is OutOfMemoryException)
            return fault;

        var text = fault.ToString();
        var (masked, message) = (Apply(text), Apply(fault.Message));
        return masked == text && message == fault.Message ? fault : new MaskedException(fault.GetType().Name, message, masked);
    }

    /// <summary>Masks the login in a text.</summary>
    public string Apply(string text)
    {
        if (_secrets.Length == 0)
            return text;

        StringBuilder? masked = null;
        var from = 0;
        for (var at = 0; at < text.Length; at++)
        {
            var length = LengthOfSecret(text, at);
            if (length == 0)
                length = LengthOfUsername(text, at);
            if (length == 0)
                continue;

            masked = (masked ?? new StringBuilder(text.Length)).Append(text, from, at - from).Append(Mask);
            from = at + length;
            at = from - 1;
        }

        return masked is null ? text : masked.Append(text, from, text.Length - from).ToString();
    }

    private int LengthOfSecret(string text, int at)
    {
        var longest = 0;
        foreach (var secret in _secrets)
        {
            // Only case distinguishes a password of letters from ordinary words.
            var isWord = secret.All(char.IsLetter);
            var (length, known) = Quotation.Match(text, at, secret, ignoreCase: !isWord && secret.Length >= MinBeginning);
            var isWhole = known == secret.Length && (secret.Length >= MinEnd || (IsBoundary(text, at - 1) && IsBoundary(text, at + length)));
            var isPart = (known >= MinBeginning && !secret.AsSpan(0, known).ToString().All(char.IsLetter)) || known >= MinPart;
            var isCut = known >= MinEnd && at + length == text.Length && text.Length >= SmtpReply.MaxTextLength;
            if (isWhole || isPart || isCut)
                longest = Math.Max(longest, length);
            else if (secret.Length > MinPart)
                longest = Math.Max(longest, LengthOfPart(text, at, secret));
        }

        return longest;
    }

    private static int LengthOfPart(string text, int at, string secret)
    {
        if (text.Length - at < MinPart || !secret.Contains(text.AsSpan(at, MinPart), StringComparison.Ordinal))
            return 0;

        var length = MinPart;
        while (at + length < text.Length && secret.Contains(text.AsSpan(at, length + 1), StringComparison.Ordinal))
            length++;
        return length;
    }

    private int LengthOfUsername(string text, int at)
    {
        if (_username is null)
            return 0;

        var (length, known) = Quotation.Match(text, at, _username);
        if (known < _username.Length || !IsBoundary(text, at - 1) || !IsBoundary(text, at + length))
            return 0;

        // "apikey" and "resend" are words; "me" can be part of any sentence.
        var isPlain = _username.Length < 4 || (_username.Length < 8 && _username.All(char.IsLetter));
        return !isPlain || IsQuoted(text, at, length) ? length : 0;
    }

    private static bool IsQuoted(string text, int at, int length) =>
        at > 0 && at + length < text.Length && text[at - 1] is '"' or '\'' or '<' or '`' && text[at + length] is '"' or '\'' or '>' or '`';

    private static bool IsBoundary(string text, int at) => at < 0 || at >= text.Length || !(char.IsLetterOrDigit(text[at]) || text[at] == '_');

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=');
}

/// <summary>
/// Replaces an exception whose text contains a login. The message, and the full text with stack traces and inner exceptions, are masked.
/// </summary>
internal sealed class MaskedException(string typeName, string message, string text) : Exception(message)
{
    public string TypeName => typeName;

    public override string ToString() => text;
}
