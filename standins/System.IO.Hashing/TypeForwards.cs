using System.IO.Hashing;
using System.Runtime.CompilerServices;

// Makes the assembly refer to the real one, without which the real one would not be deployed beside it.
[assembly: TypeForwardedTo(typeof(Crc64))]
