using System;

namespace FragApi.Testing;

/// <summary>What a verifier found is not what the test expects; the message is written for the reader of the test log.</summary>
public sealed class VerificationException : Exception
{
    /// <summary>A failure with a message that can stand alone.</summary>
    public VerificationException(string message)
        : base(message)
    {
    }

    /// <summary>A failure caused by an exception in the code under test.</summary>
    public VerificationException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
