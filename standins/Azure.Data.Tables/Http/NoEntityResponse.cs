namespace Azure.Data.Tables.Http;

/// <summary>An answer without the entity that was asked for.</summary>
internal sealed class NoEntityResponse<T>(Response response) : NullableResponse<T>
{
    public override bool HasValue => false;

    public override T Value => throw new InvalidOperationException("The entity does not exist; ask HasValue first.");

    public override Response GetRawResponse() => response;

    public override string ToString() => $"Status: {response.Status}, no value";
}
