using System.Runtime.CompilerServices;

namespace Azure.Data.Tables.Models;

/// <summary>The error codes of the Table service that a caller may want to tell apart.</summary>
public readonly struct TableErrorCode(string value) : IEquatable<TableErrorCode>
{
    private readonly string _value = value ?? throw new ArgumentNullException(nameof(value));

    public static TableErrorCode AuthorizationPermissionMismatch { get; } = Named();

    public static TableErrorCode CommandsInBatchActOnDifferentPartitions { get; } = Named();

    public static TableErrorCode ContentLengthExceeded { get; } = Named();

    public static TableErrorCode EntityAlreadyExists { get; } = Named();

    public static TableErrorCode EntityNotFound { get; } = Named();

    public static TableErrorCode EntityTooLarge { get; } = Named();

    public static TableErrorCode Forbidden { get; } = Named();

    public static TableErrorCode InvalidDuplicateRow { get; } = Named();

    public static TableErrorCode InvalidInput { get; } = Named();

    public static TableErrorCode KeyValueTooLarge { get; } = Named();

    public static TableErrorCode OperationTimedOut { get; } = Named();

    public static TableErrorCode OutOfRangeInput { get; } = Named();

    public static TableErrorCode PropertyValueTooLarge { get; } = Named();

    public static TableErrorCode ResourceNotFound { get; } = Named();

    public static TableErrorCode TableAlreadyExists { get; } = Named();

    public static TableErrorCode TableBeingDeleted { get; } = Named();

    public static TableErrorCode TableNotFound { get; } = Named();

    public static TableErrorCode TooManyProperties { get; } = Named();

    public static TableErrorCode UpdateConditionNotSatisfied { get; } = Named();

    public static implicit operator TableErrorCode(string value) => new(value);

    public static bool operator ==(TableErrorCode left, TableErrorCode right) => left.Equals(right);

    public static bool operator !=(TableErrorCode left, TableErrorCode right) => !left.Equals(right);

    public static bool operator ==(TableErrorCode code, string value) => code.Is(value);

    public static bool operator !=(TableErrorCode code, string value) => !code.Is(value);

    public static bool operator ==(string value, TableErrorCode code) => code.Is(value);

    public static bool operator !=(string value, TableErrorCode code) => !code.Is(value);

    public bool Equals(TableErrorCode other) => Is(other._value);

    public override bool Equals(object obj) => obj is TableErrorCode other && Equals(other);

    public override int GetHashCode() => _value == null ? 0 : StringComparer.OrdinalIgnoreCase.GetHashCode(_value);

    public override string ToString() => _value;

    private static TableErrorCode Named([CallerMemberName] string name = null) => new(name);

    private bool Is(string value) => string.Equals(_value, value, StringComparison.OrdinalIgnoreCase);
}
