namespace Azure.Data.Tables;

public class TableTransactionAction(TableTransactionActionType actionType, ITableEntity entity, ETag etag = default)
{
    public TableTransactionAction(TableTransactionActionType actionType, ITableEntity entity)
        : this(actionType, entity, default)
    {
    }

    public TableTransactionActionType ActionType { get; } = actionType;

    public ITableEntity Entity { get; } = entity;

    public ETag ETag { get; } = etag;
}
