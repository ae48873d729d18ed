namespace EmailDispatch.EndToEnd;

public readonly record struct AzuritePorts(int Blob, int Queue, int Table);
