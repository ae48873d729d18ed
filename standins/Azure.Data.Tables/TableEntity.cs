using System.Collections;

namespace Azure.Data.Tables;

/// <summary>An entity without a model: names and values. The system properties are among them, under their own names.</summary>
public sealed class TableEntity : ITableEntity, IDictionary<string, object>
{
    internal const string ETagName = "odata.etag";

    private readonly Dictionary<string, object> _properties;

    public TableEntity() => _properties = [];

    public TableEntity(string partitionKey, string rowKey)
        : this()
    {
        PartitionKey = partitionKey;
        RowKey = rowKey;
    }

    public TableEntity(IDictionary<string, object> values) => _properties = values == null ? [] : new(values);

    public string PartitionKey
    {
        get => GetString(nameof(PartitionKey));
        set => _properties[nameof(PartitionKey)] = value;
    }

    public string RowKey
    {
        get => GetString(nameof(RowKey));
        set => _properties[nameof(RowKey)] = value;
    }

    public DateTimeOffset? Timestamp
    {
        get => GetDateTimeOffset(nameof(Timestamp));
        set => _properties[nameof(Timestamp)] = value;
    }

    public ETag ETag
    {
        get => new(GetString(ETagName));
        set => _properties[ETagName] = value.ToString();
    }

    public int Count => _properties.Count;

    public ICollection<string> Keys => _properties.Keys;

    ICollection<object> IDictionary<string, object>.Values => _properties.Values;

    bool ICollection<KeyValuePair<string, object>>.IsReadOnly => false;

    public object this[string key]
    {
        get => _properties.GetValueOrDefault(Checked(key));
        set => _properties[Checked(key)] = Widened(_properties.GetValueOrDefault(key), value);
    }

    public string GetString(string key) => Get<string>(key);

    public int? GetInt32(string key) => Get<int?>(key);

    public long? GetInt64(string key) => Get<long?>(key);

    public double? GetDouble(string key) => Get<double?>(key);

    public bool? GetBoolean(string key) => Get<bool?>(key);

    public Guid? GetGuid(string key) => Get<Guid?>(key);

    public byte[] GetBinary(string key) => Get<byte[]>(key);

    public BinaryData GetBinaryData(string key) => this[key] is byte[] bytes ? new BinaryData(bytes) : Get<BinaryData>(key);

    public DateTimeOffset? GetDateTimeOffset(string key) => this[key] is DateTime time ? new DateTimeOffset(time) : Get<DateTimeOffset?>(key);

    public DateTime? GetDateTime(string key) => this[key] is DateTimeOffset time ? time.UtcDateTime : Get<DateTime?>(key);

    public void Add(string key, object value) => _properties.Add(key, value);

    public bool ContainsKey(string key) => _properties.ContainsKey(key);

    public bool Remove(string key) => _properties.Remove(key);

    public bool TryGetValue(string key, out object value) => _properties.TryGetValue(key, out value);

    public void Clear() => _properties.Clear();

    void ICollection<KeyValuePair<string, object>>.Add(KeyValuePair<string, object> item) => _properties.Add(item.Key, item.Value);

    bool ICollection<KeyValuePair<string, object>>.Contains(KeyValuePair<string, object> item) =>
        ((ICollection<KeyValuePair<string, object>>)_properties).Contains(item);

    bool ICollection<KeyValuePair<string, object>>.Remove(KeyValuePair<string, object> item) =>
        ((ICollection<KeyValuePair<string, object>>)_properties).Remove(item);

    void ICollection<KeyValuePair<string, object>>.CopyTo(KeyValuePair<string, object>[] array, int arrayIndex) =>
        ((ICollection<KeyValuePair<string, object>>)_properties).CopyTo(array, arrayIndex);

    IEnumerator<KeyValuePair<string, object>> IEnumerable<KeyValuePair<string, object>>.GetEnumerator() => _properties.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _properties.GetEnumerator();

    private T Get<T>(string key) => this[key] switch
    {
        null => default,
        T value => value,
        var value => throw new InvalidOperationException($"Property '{key}' is a {value.GetType()}, not a {typeof(T)}."),
    };

    // An int assigned over a long or a double keeps the property's type, so that `entity["Count"] = 5` does not change the column.
    private static object Widened(object existing, object value) => (existing, value) switch
    {
        (long, int number) => (long)number,
        (double, int number) => (double)number,
        _ => value,
    };

    private static string Checked(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return key;
    }
}
