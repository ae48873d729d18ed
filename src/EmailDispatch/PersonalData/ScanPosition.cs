using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace EmailDispatch.PersonalData;

/// <summary>A place in what is stored for a tenant (<see cref="TenantScan"/>): after a row.</summary>
public sealed record ScanPosition(ScanStep Step, string Partition, string Row)
{
    public static readonly ScanPosition Start = new(ScanStep.Emails, "", "");

    private const int MaxLength = 1024;
    private const char Separator = '\n';

    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{(int)Step}{Separator}{Partition}{Separator}{Row}"));

    public static bool TryParse(string text, [NotNullWhen(true)] out ScanPosition? position)
    {
        position = null;
        if (text.Length > MaxLength || !Base64Url.IsValid(text))
            return false;
        if (Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(Separator) is not [[>= '0' and <= '3' and var step], var partition, var row] || (partition + row).Any(char.IsControl))
            return false;
        position = new ScanPosition((ScanStep)(step - '0'), partition, row);
        return true;
    }
}

/// <summary>The parts of what is stored for a tenant, in the order they are read.</summary>
public enum ScanStep
{
    /// <summary>Status rows and their outbox.</summary>
    Emails,

    /// <summary>The logs of webhooks.</summary>
    Events,

    Suppressions,

    /// <summary>Blobs with the content of emails.</summary>
    Contents,
}
