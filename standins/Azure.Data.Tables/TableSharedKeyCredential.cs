using System.Security.Cryptography;
using System.Text;

namespace Azure.Data.Tables;

public class TableSharedKeyCredential
{
    private volatile byte[] _key;

    public TableSharedKeyCredential(string accountName, string accountKey)
    {
        ArgumentNullException.ThrowIfNull(accountName);
        AccountName = accountName;
        SetAccountKey(accountKey);
    }

    public string AccountName { get; }

    /// <summary>A rotated key; requests signed from now on use it.</summary>
    public void SetAccountKey(string accountKey) => _key = Convert.FromBase64String(accountKey);

    internal string Sign(string text) => Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text)));
}
