using System;

namespace FragApi.Testing;

/// <summary>The run that takes its time, which the environment asks for: <c>FRAGAPI_LONG=1</c>.</summary>
public static class LongRun
{
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("FRAGAPI_LONG") == "1";
}
