namespace MailKit.Net.Smtp;

/// <summary>While AUTH is running: everything after the mechanism's name, and every further line, is secret.</summary>
internal sealed class AuthenticationSecretDetector : IAuthenticationSecretDetector
{
    private bool active;
    private bool commandSeen;

    public void Begin() => (active, commandSeen) = (true, false);

    public void End() => active = false;

    // A command is logged whole and line by line, so a call never starts within a line.
    public IList<AuthenticationSecret> DetectSecrets(byte[] buffer, int offset, int count)
    {
        var line = buffer.AsSpan(offset, count).TrimEnd("\r\n"u8);

        if (!active)
            return [];

        var start = 0;

        if (!commandSeen)
        {
            commandSeen = true;

            if (!line.StartsWith("AUTH "u8))
                return [];

            var space = line[5..].IndexOf((byte)' ');
            start = space < 0 ? line.Length : 5 + space + 1;
        }

        return start < line.Length ? [new AuthenticationSecret(offset + start, line.Length - start)] : [];
    }
}
