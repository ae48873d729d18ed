using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace EmailDispatch.Emails;

/// <summary>
/// Converts attachment content from byte arrays to base64: <c>[37,80]</c>, <c>{"type":"Buffer","data":[37,80]}</c> (Node.js Buffer) or
/// <c>{"0":37,"1":80}</c> (Uint8Array). This is done in one pass before parsing, because a JSON document takes twelve bytes per value. For the same
/// reason the number of other values is limited.
/// </summary>
internal ref struct ByteContents
{
    /// <summary>The maximum number of JSON values in an email, not counting content bytes; an ordinary email has at most about 1,000.</summary>
    public const int MaxValues = 100_000;

    // A multiple of three, so base64 needs no padding between chunks.
    private const int ChunkLength = 3 * 1024;

    private const int MaxShownValue = 32;

    private readonly ReadOnlyMemory<byte> _json;
    private readonly JsonFields _fields;
    private readonly byte[] _chunk = new byte[ChunkLength];
    private readonly byte[] _base64 = new byte[ChunkLength / 3 * 4];
    private Utf8JsonReader _reader;
    private MemoryStream? _rewritten;
    private int _copied;
    private int _chunkLength;
    private int _values;

    private ByteContents(ReadOnlyMemory<byte> json, int maxDepth, JsonFields fields)
    {
        (_json, _fields) = (json, fields);
        _reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = maxDepth });
    }

    /// <summary>Returns the email with every content as a string; null, with a fault, if it has too many values.</summary>
    /// <exception cref="JsonException">The email is not valid JSON.</exception>
    public static ReadOnlyMemory<byte>? ToBase64(ReadOnlyMemory<byte> json, int maxDepth, JsonFields fields) =>
        new ByteContents(json, maxDepth, fields).Rewrite();

    private ReadOnlyMemory<byte>? Rewrite()
    {
        Next();
        if (_reader.TokenType == JsonTokenType.StartObject)
            ReadEmail();
        else
            Skip();

        if (_values > MaxValues)
        {
            _fields.Refuse("", $"has more than {MaxValues:N0} values");
            return null;
        }

        if (_rewritten is null)
            return _json;

        _rewritten.Write(_json.Span[_copied..]);
        return _rewritten.GetBuffer().AsMemory(0, (int)_rewritten.Length);
    }

    private void ReadEmail()
    {
        while (NextProperty())
        {
            var isAttachments = _reader.ValueTextEquals("attachments"u8);
            Next();
            if (!isAttachments || _reader.TokenType != JsonTokenType.StartArray)
            {
                Skip();
                continue;
            }

            for (var n = 0; Next() && _reader.TokenType != JsonTokenType.EndArray; n++)
            {
                if (_reader.TokenType == JsonTokenType.StartObject)
                    ReadAttachment(n);
                else
                    Skip();
            }
        }
    }

    private void ReadAttachment(int index)
    {
        while (NextProperty())
        {
            var isContent = _reader.ValueTextEquals("content"u8);
            Next();
            if (isContent && _reader.TokenType == JsonTokenType.StartArray)
                ReadArray($"attachments[{index}].content");
            else if (isContent && _reader.TokenType == JsonTokenType.StartObject)
                ReadObject($"attachments[{index}].content");
            else
                Skip();
        }
    }

    private void ReadObject(string field)
    {
        var start = (int)_reader.TokenStartIndex;
        while (NextProperty())
        {
            if (_reader.ValueTextEquals("0"u8))
            {
                ReadIndexed(field, start);
                return;
            }

            var isData = _reader.ValueTextEquals("data"u8);
            Next();
            if (isData && _reader.TokenType == JsonTokenType.StartArray)
                ReadArray($"{field}.data");
            else
                Skip();
        }
    }

    private void ReadArray(string field)
    {
        var length = Begin((int)_reader.TokenStartIndex);
        var isValid = true;
        for (var n = 0; _reader.Read() && _reader.TokenType != JsonTokenType.EndArray; n++)
            isValid = isValid ? ReadByte(field, n, length) : SkipByte();
        End();
    }

    private void ReadIndexed(string field, int start)
    {
        var length = Begin(start);
        var isValid = true;
        Span<byte> name = stackalloc byte[11];
        for (var n = 0; _reader.TokenType == JsonTokenType.PropertyName; n++, _reader.Read())
        {
            Utf8Formatter.TryFormat(n, name, out var nameLength);
            if (isValid && !_reader.ValueTextEquals(name[..nameLength]))
            {
                isValid = false;
                _rewritten!.SetLength(length);
                _fields.Refuse(field, $"must have the values of its bytes in order, \"0\", \"1\" and so on, and nothing else: number {n} is missing");
            }

            _reader.Read();
            isValid = isValid ? ReadByte(field, n, length) : SkipByte();
        }

        End();
    }

    private bool ReadByte(string field, int index, long length)
    {
        if (_reader.TokenType == JsonTokenType.Number && _reader.TryGetByte(out var octet))
        {
            _chunk[_chunkLength++] = octet;
            if (_chunkLength == ChunkLength)
                Flush();
            return true;
        }

        var value = _reader.TokenType switch
        {
            JsonTokenType.Number => TextSafety.Shorten(Encoding.UTF8.GetString(_reader.ValueSpan), MaxShownValue),
            JsonTokenType.String => "a string",
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            JsonTokenType.Null => "null",
            _ => "a boolean",
        };
        _fields.Refuse($"{field}[{index}]", $"must be a byte, a whole number from 0 to 255, not {value}");
        _rewritten!.SetLength(length);
        return SkipByte();
    }

    // Only the first fault of each content is reported.
    private bool SkipByte()
    {
        _chunkLength = 0;
        _reader.Skip();
        return false;
    }

    /// <summary>Copies the JSON before a content, and opens the string that replaces it.</summary>
    private long Begin(int start)
    {
        _rewritten ??= new MemoryStream(_json.Length / 2);
        _rewritten.Write(_json.Span[_copied..start]);
        _rewritten.WriteByte((byte)'"');
        return _rewritten.Length;
    }

    private void End()
    {
        Flush();
        _rewritten!.WriteByte((byte)'"');
        _copied = (int)_reader.BytesConsumed;
    }

    private void Flush()
    {
        Base64.EncodeToUtf8(_chunk.AsSpan(0, _chunkLength), _base64, out _, out var written);
        _rewritten!.Write(_base64.AsSpan(0, written));
        _chunkLength = 0;
    }

    private bool NextProperty() => Next() && _reader.TokenType == JsonTokenType.PropertyName;

    // Stops after one value too many.
    private bool Next() => ++_values <= MaxValues && _reader.Read();

    private void Skip()
    {
        if (_reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            return;

        var depth = _reader.CurrentDepth;
        while (Next() && _reader.CurrentDepth > depth)
        {
        }
    }
}
