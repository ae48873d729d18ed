using System.Globalization;

namespace Azure.Data.Tables;

/// <summary>A transaction was refused because of one of its actions; nothing of it was done.</summary>
public class TableTransactionFailedException : RequestFailedException
{
    internal const string IndexKey = "FailedEntity";

    public TableTransactionFailedException(RequestFailedException requestFailedException)
        : base(
            requestFailedException.Status,
            requestFailedException.Message,
            requestFailedException.ErrorCode,
            requestFailedException.InnerException)
    {
        foreach (var key in requestFailedException.Data.Keys)
            Data[key] = requestFailedException.Data[key];

        if (Data[IndexKey] is string text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            FailedTransactionActionIndex = index;
    }

    public int? FailedTransactionActionIndex { get; }
}
