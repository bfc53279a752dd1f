using System;

namespace FragApi.Tests;

/// <summary>Whether the environment asks for the long form of tests: <c>FRAGAPI_LONG=1</c>.</summary>
internal static class LongMode
{
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("FRAGAPI_LONG") == "1";
}
