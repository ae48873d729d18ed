using Azure;
using Azure.Data.Tables;

namespace EmailDispatch.Status;

/// <summary>One write that waits for its turn, and for its answer.</summary>
internal sealed class RowWrite(TableTransactionAction action)
{
    // A character of a text takes up to six bytes in JSON (\uXXXX); numbers, keys and the headers of a transaction's part are small.
    private const int BytesPerCharacter = 6;
    private const int OtherBytes = 2048;

    // Continuations run elsewhere: who completes this has the next group to send.
    private readonly TaskCompletionSource<ETag> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TableTransactionAction Action { get; } = action;

    public Task<ETag> Task => _answer.Task;

    /// <summary>The most it can take of a transaction's size.</summary>
    public int MaxBytes { get; } = OtherBytes + ((IDictionary<string, object>)action.Entity).Values.OfType<string>().Sum(text => text.Length * BytesPerCharacter);

    public void Done(Response response)
    {
        if (response.Headers.ETag is { } version)
            _answer.SetResult(version);
        else
            _answer.SetException(new InvalidDataException("Storage wrote a row without telling its ETag."));
    }

    public void Fail(Exception fault) => _answer.SetException(fault);
}
